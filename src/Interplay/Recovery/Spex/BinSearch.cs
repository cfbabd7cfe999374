using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.Codes;

namespace Interplay.Recovery.Spex;

/// <summary>
/// Decodes every bin of the current residual. A decoded set must fall in the bin it came from, which is b parity checks free of noise, and of the sets
/// of one bin only those that explain it best go on.
/// </summary>
internal sealed class BinSearch(CodedDesign design)
{
    /// <summary>Sets of one bin that go on to the test on all rows.</summary>
    private const int KeptPerBin = 3;

    /// <summary>A term that is significant on all rows lifts its bin above this.</summary>
    private const double LeastExcess = -0.5;

    /// <summary>The largest excess that white noise is likely to show: sqrt(2 ln bins), and a margin for the skewness of chi-squared.</summary>
    public double WhiteExcess { get; } =
        Math.Sqrt(2 * Math.Log(design.Groups.Sum(group => (double)group.BinCount))) + 1.5;

    /// <summary>
    /// How far the fullest bin stands above white noise of the residual's deviation, in standard deviations of its energy under noise.
    /// </summary>
    public double LargestExcess(BinSpectra spectra, double deviation)
    {
        double largest = double.NegativeInfinity;
        for (int c = 0; c < design.Groups.Count; c++)
        {
            for (int bin = 0; bin < design.Groups[c].BinCount; bin++)
            {
                largest = Math.Max(largest, Excess(spectra, c, bin, deviation));
            }
        }

        return largest;
    }

    /// <summary>Candidates from all bins that are not emptier than the average.</summary>
    public List<PartSet> Decode(
        BinSpectra spectra,
        double deviation,
        int inversions,
        CancellationToken cancellationToken
    )
    {
        var bins = new List<(int Group, int Bin)>();
        for (int c = 0; c < design.Groups.Count; c++)
        {
            for (int bin = 0; bin < design.Groups[c].BinCount; bin++)
            {
                if (Excess(spectra, c, bin, deviation) >= LeastExcess)
                {
                    bins.Add((c, bin));
                }
            }
        }

        var found = new List<PartSet>[bins.Count];
        Parallel.For(
            0,
            bins.Count,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new ChaseDecoder(design.Code),
            (i, _, decoder) =>
            {
                found[i] = DecodeBin(decoder, spectra, bins[i].Group, bins[i].Bin, inversions);
                return decoder;
            },
            static _ => { }
        );
        return [.. found.SelectMany(static sets => sets).Distinct()];
    }

    private double Excess(BinSpectra spectra, int group, int bin, double deviation)
    {
        // Under noise the energy of a bin is sigma^2 / 2^b times chi-squared with one degree of freedom a delay.
        double energy = TensorPrimitives.SumOfSquares(spectra.Bin(group, bin));
        double units = energy * design.Groups[group].BinCount / (deviation * deviation);
        return (units - design.Delays) / Math.Sqrt(2.0 * design.Delays);
    }

    private List<PartSet> DecodeBin(
        ChaseDecoder decoder,
        BinSpectra spectra,
        int group,
        int bin,
        int inversions
    )
    {
        CodedGroup own = design.Groups[group];
        var best = new List<(double Strength, PartSet Set)>(KeptPerBin + 1);
        decoder.Decode(
            spectra.Bin(group, bin),
            inversions,
            message =>
            {
                if (own.BinOf(message) != bin)
                {
                    return;
                }

                double strength = Math.Abs(spectra.EstimateIn(group, bin, message));
                if (best.Count == KeptPerBin && strength <= best[^1].Strength)
                {
                    return;
                }

                PartSet set = PartSet.Of(message);
                if (!best.Exists(kept => kept.Set == set))
                {
                    best.Add((strength, set));
                    best.Sort(static (a, b) => b.Strength.CompareTo(a.Strength));
                    if (best.Count > KeptPerBin)
                    {
                        best.RemoveAt(KeptPerBin);
                    }
                }
            }
        );
        return best.ConvertAll(static kept => kept.Set);
    }
}
