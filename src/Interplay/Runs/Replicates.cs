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

    private Replicates(int[] counts, double[] variances, double[] least, double[] most)
    {
        (_counts, _variances) = (counts, variances);
        Values = counts.Sum();
        int outputs = variances.Length;
        for (int mask = 0; mask < counts.Length; mask++)
        {
            double widest = 0;
            for (int place = mask * outputs; place < (mask + 1) * outputs; place++)
            {
                widest = Math.Max(widest, most[place] - least[place]);
            }

            Contradicted += widest > 0 ? 1 : 0;
            LargestDifference = Math.Max(LargestDifference, widest);
        }
    }

    /// <summary>How many masks have values that differ.</summary>
    public int Contradicted { get; }

    /// <summary>The largest difference between two values of one mask.</summary>
    public double LargestDifference { get; }

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
        var least = new double[means.Length];
        var most = new double[means.Length];
        Array.Fill(least, double.PositiveInfinity);
        Array.Fill(most, double.NegativeInfinity);
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
                ref double low = ref least[numbers[row] * outputs + output];
                ref double high = ref most[numbers[row] * outputs + output];
                low = Math.Min(low, values[row * outputs + output]);
                high = Math.Max(high, values[row * outputs + output]);
            }
        }

        int freedom = numbers.Length - index.Count;
        return (
            all with
            {
                Masks = index.ToMatrix(),
                Values = means,
            },
            new Replicates(counts, [.. squares.Select(square => square / freedom)], least, most)
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
