using System.Globalization;
using Interplay.Masks;

namespace Interplay.Interactions.Trust;

/// <summary>
/// The linear datamodelling score (Ilyas et al., Datamodels, 2022; Park et al., TRAK, 2023): the rank correlation (Spearman) of predicted and true outputs over held-out
/// subsets, averaged over outputs; and its twin that uses every interaction found.
/// <para>
/// First order means the best first-order prediction that the spectrum has under masks that keep parts as often as these do: the character of S
/// gives prod mu_j + sum over i in S of prod_{j != i} mu_j (z_i - mu_i), mu_j the mean of z_j. With masks that keep half, these are the terms of single parts.
/// Intervals are the middle 90 % of a bootstrap over the masks, the same resamples for all three numbers and all outputs.
/// </para>
/// </summary>
/// <param name="FirstOrder">The score of the first-order terms.</param>
/// <param name="Whole">The score of the whole spectrum.</param>
/// <param name="Gain">Whole minus first order.</param>
/// <param name="Outputs">Outputs averaged over: those whose values differ between the masks.</param>
/// <param name="Masks">Held-out masks.</param>
public sealed record DatamodelScore(
    Interval FirstOrder,
    Interval Whole,
    Interval Gain,
    int Outputs,
    int Masks
)
{
    /// <summary>Fewest held-out masks a score is given for.</summary>
    public const int LeastMasks = 10;

    private const ulong Stream = 21;

    /// <summary>Scores the spectra of several outputs; null where there are fewer than <see cref="LeastMasks"/> masks or no output varies.</summary>
    /// <param name="spectra">One spectrum an output.</param>
    /// <param name="heldOut">Masks that were not learned from.</param>
    /// <param name="values">The true values, masks x outputs, row by row.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="resamples">Number of resamples, at least 20.</param>
    public static DatamodelScore? Measure(
        IReadOnlyList<Spectrum> spectra,
        MaskMatrix heldOut,
        ReadOnlySpan<double> values,
        ulong seed = 1,
        int resamples = 400
    )
    {
        ArgumentNullException.ThrowIfNull(spectra);
        ArgumentNullException.ThrowIfNull(heldOut);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 20);
        int rows = heldOut.RowCount;
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            values.Length,
            rows * spectra.Count,
            nameof(values)
        );
        if (rows < LeastMasks)
        {
            return null;
        }

        var pairs = new List<(RankOrder Truth, RankOrder First, RankOrder Whole)>();
        for (int output = 0; output < spectra.Count; output++)
        {
            var truth = new double[rows];
            for (int row = 0; row < rows; row++)
            {
                truth[row] = values[row * spectra.Count + output];
            }

            if (truth.Distinct().Take(2).Count() == 2)
            {
                pairs.Add(
                    (
                        new RankOrder(truth),
                        new RankOrder(FirstOrderOf(spectra[output], heldOut).Evaluate(heldOut)),
                        new RankOrder(spectra[output].Evaluate(heldOut))
                    )
                );
            }
        }

        return pairs.Count == 0 ? null : Bootstrap(pairs, rows, seed, resamples);
    }

    /// <summary>The score in a plain English sentence.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Linear datamodelling score on {Masks} held-out masks over {Outputs} {(Outputs == 1 ? "output" : "outputs")}: {FirstOrder.Estimate:0.000} ({FirstOrder.Low:0.000} to {FirstOrder.High:0.000}) from single parts, {Whole.Estimate:0.000} ({Whole.Low:0.000} to {Whole.High:0.000}) with interactions, a difference of {Gain.Estimate:+0.000;-0.000} ({Gain.Low:+0.000;-0.000} to {Gain.High:+0.000;-0.000})."
        );

    /// <summary>The best first-order approximation of a spectrum under masks with the kept shares of these.</summary>
    internal static Spectrum FirstOrderOf(Spectrum spectrum, MaskMatrix masks)
    {
        var means = new Dictionary<int, double>();
        double constant = 0;
        var singles = new SortedDictionary<int, double>();
        foreach (SpectrumTerm term in spectrum.Terms)
        {
            ReadOnlySpan<int> parts = term.Parts.Parts;
            double product = term.Coefficient;
            foreach (int part in parts)
            {
                product *= Mean(part);
            }

            constant += product;
            foreach (int part in parts)
            {
                double others = term.Coefficient;
                foreach (int other in parts)
                {
                    others *= other == part ? 1 : Mean(other);
                }

                singles[part] = singles.GetValueOrDefault(part) + others;
                constant -= others * Mean(part);
            }
        }

        return new Spectrum(
            spectrum.PartCount,
            [
                new SpectrumTerm(PartSet.Empty, constant),
                .. singles.Select(static one => new SpectrumTerm(PartSet.Of(one.Key), one.Value)),
            ]
        );

        double Mean(int part)
        {
            if (!means.TryGetValue(part, out double mean))
            {
                int kept = 0;
                for (int row = 0; row < masks.RowCount; row++)
                {
                    kept += masks[row, part] ? 1 : 0;
                }

                mean = 1 - 2.0 * kept / masks.RowCount;
                means[part] = mean;
            }

            return mean;
        }
    }

    private static DatamodelScore Bootstrap(
        List<(RankOrder Truth, RankOrder First, RankOrder Whole)> pairs,
        int rows,
        ulong seed,
        int resamples
    )
    {
        var random = new SeededRandom(seed, Stream);
        var counts = new int[rows];
        Array.Fill(counts, 1);
        (double first, double whole) = Mean(pairs, counts);
        var firsts = new double[resamples];
        var wholes = new double[resamples];
        var gains = new double[resamples];
        for (int resample = 0; resample < resamples; resample++)
        {
            Array.Clear(counts);
            for (int draw = 0; draw < rows; draw++)
            {
                counts[random.NextInt(rows)]++;
            }

            (firsts[resample], wholes[resample]) = Mean(pairs, counts);
            gains[resample] = wholes[resample] - firsts[resample];
        }

        return new DatamodelScore(
            Middle(first, firsts),
            Middle(whole, wholes),
            Middle(whole - first, gains),
            pairs.Count,
            rows
        );
    }

    private static (double First, double Whole) Mean(
        List<(RankOrder Truth, RankOrder First, RankOrder Whole)> pairs,
        int[] counts
    )
    {
        double first = 0;
        double whole = 0;
        foreach ((RankOrder truth, RankOrder one, RankOrder all) in pairs)
        {
            double[] ranks = truth.Ranks(counts);
            first += RankOrder.Correlation(ranks, one.Ranks(counts), counts) / pairs.Count;
            whole += RankOrder.Correlation(ranks, all.Ranks(counts), counts) / pairs.Count;
        }

        return (first, whole);
    }

    private static Interval Middle(double estimate, double[] resampled)
    {
        Array.Sort(resampled);
        int tail = resampled.Length / 20;
        return new Interval(estimate, resampled[tail], resampled[^(tail + 1)]);
    }
}
