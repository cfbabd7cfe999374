using Interplay.Masks;
using Interplay.Recovery;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>
/// Several values of one mask, which a recovery learns from as their mean. What they differ by is noise that no spectrum explains: it is estimated
/// here, pooled over the masks, and put into the error bars here.
/// </summary>
internal sealed class Replicates
{
    private readonly int[] _counts;
    private readonly double[] _variances;

    private Replicates(int[] counts, double[] variances)
    {
        (_counts, _variances) = (counts, variances);
        Values = counts.Sum();
    }

    /// <summary>All values of one output.</summary>
    public int Values { get; }

    /// <summary>Degrees of freedom of the estimate of the noise: values beyond the first of each mask.</summary>
    public int DegreesOfFreedom => Values - _counts.Length;

    /// <summary>Each mask once, in the order of its first row, with the mean of its values; the same ablations where none is repeated.</summary>
    /// <param name="all">Masks, perhaps repeated, with their values.</param>
    /// <returns>The masks once each; how often each stood there, null where none was repeated.</returns>
    public static (Ablations Averaged, Replicates? Replicates) Of(Ablations all)
    {
        var index = new MaskIndex(all.Masks.PartCount, all.Masks.RowCount);
        int[] numbers =
        [
            .. Enumerable.Range(0, all.Masks.RowCount).Select(row => index.Add(all.Masks.Row(row))),
        ];
        if (index.Count == numbers.Length)
        {
            return (all, null);
        }

        int outputs = all.Outputs.Count;
        ReadOnlySpan<double> values = all.Values.Span;
        var counts = new int[index.Count];
        var means = new double[index.Count * outputs];
        var squares = new double[outputs];
        // The running mean and its squares (Welford, 1962) lose no digits to a large mean.
        for (int row = 0; row < numbers.Length; row++)
        {
            int count = ++counts[numbers[row]];
            for (int output = 0; output < outputs; output++)
            {
                ref double mean = ref means[numbers[row] * outputs + output];
                double step = values[row * outputs + output] - mean;
                mean += step / count;
                squares[output] += step * (values[row * outputs + output] - mean);
            }
        }

        int freedom = numbers.Length - index.Count;
        return (
            all with
            {
                Masks = index.ToMatrix(),
                Values = means,
            },
            new Replicates(counts, [.. squares.Select(square => square / freedom)])
        );
    }

    /// <summary>Standard deviation of the values of one mask.</summary>
    public double Deviation(int output) => Math.Sqrt(_variances[output]);

    /// <summary>Standard error that noise alone gives a coefficient: that of a signed mean over the means of some masks.</summary>
    /// <param name="output">The output.</param>
    /// <param name="masks">How many masks were learned from, the first ones.</param>
    public double CoefficientError(int output, int masks) =>
        Math.Sqrt(_variances[output] * _counts.Take(masks).Sum(static count => 1.0 / count))
        / masks;

    /// <summary>What a method recovered, with error bars no smaller than noise allows. The exact transform knows of none.</summary>
    /// <param name="recovery">What was recovered.</param>
    /// <param name="output">Of which output.</param>
    /// <param name="masks">How many masks were learned from, the first ones.</param>
    public OutputRecovery WithNoise(OutputRecovery recovery, int output, int masks)
    {
        double least = CoefficientError(output, masks);
        return least == 0 ? recovery : recovery.WithLeastError(least);
    }
}
