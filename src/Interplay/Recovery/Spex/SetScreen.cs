using Interplay.Masks;
using Interplay.Recovery.Regression;

namespace Interplay.Recovery.Spex;

/// <summary>
/// Computes the correlation of the residual with sets one by one, from the bins: all sets of low order as far as their number allows, and the found
/// sets with a part added, removed or exchanged. It finds what crowded bins hide from the decoder.
/// </summary>
internal sealed class SetScreen(CodedDesign design, Significance significance)
{
    private const int KeptPerFirstPart = 16;

    private readonly int _parts = design.Code.MessageLength;

    /// <summary>The highest order up to which there are at most <paramref name="most"/> sets; 0 when there are more single parts already.</summary>
    public int AffordableOrder(long most)
    {
        double count = 0;
        double ofOrder = 1;
        int order = 0;
        while (order < design.MaxOrder)
        {
            ofOrder *= (_parts - order) / (order + 1.0);
            count += ofOrder;
            if (count > most)
            {
                break;
            }

            order++;
        }

        return order;
    }

    /// <summary>Sets of at most <paramref name="maxOrder"/> parts that stand out of the residual, by first part.</summary>
    /// <param name="spectra">The bins of the residual.</param>
    /// <param name="unit">Standard error of one estimate under noise.</param>
    /// <param name="maxOrder">Highest order screened.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    public List<PartSet> Screen(
        BinSpectra spectra,
        double unit,
        int maxOrder,
        CancellationToken cancellationToken
    )
    {
        double[] thresholds = Thresholds(unit);
        var found = new List<PartSet>[_parts];
        Parallel.For(
            0,
            _parts,
            new ParallelOptions { CancellationToken = cancellationToken },
            first =>
            {
                var walk = new Walk(spectra, thresholds, maxOrder, _parts, design.Groups.Count);
                walk.From(first);
                found[first] = walk.Best();
            }
        );
        return [.. found.SelectMany(static sets => sets)];
    }

    /// <summary>Found sets with one part added or removed that stand out of the residual.</summary>
    public List<PartSet> Neighbours(
        BinSpectra spectra,
        double unit,
        IReadOnlyList<PartSet> sets,
        CancellationToken cancellationToken
    )
    {
        double[] thresholds = Thresholds(unit);
        var found = new List<PartSet>[sets.Count];
        Parallel.For(
            0,
            sets.Count,
            new ParallelOptions { CancellationToken = cancellationToken },
            i => found[i] = NeighboursOf(spectra, sets[i], thresholds)
        );
        return [.. found.SelectMany(static list => list).Distinct()];
    }

    private List<PartSet> NeighboursOf(BinSpectra spectra, PartSet set, double[] thresholds)
    {
        var found = new List<PartSet>();
        for (int part = 0; part < _parts; part++)
        {
            PartSet next = set.SymmetricDifference(PartSet.Of(part));
            if (
                next.Order > 0
                && next.Order <= design.MaxOrder
                && Math.Abs(spectra.Estimate(next.Parts)) > thresholds[next.Order]
            )
            {
                found.Add(next);
            }
        }

        return found;
    }

    private double[] Thresholds(double unit)
    {
        var thresholds = new double[design.MaxOrder + 1];
        for (int order = 1; order < thresholds.Length; order++)
        {
            thresholds[order] = unit * significance.Threshold(order);
        }

        return thresholds;
    }

    /// <summary>Walks all sets that start with one part, carrying signs and bins along.</summary>
    private sealed class Walk(
        BinSpectra spectra,
        double[] thresholds,
        int maxOrder,
        int parts,
        int groups
    )
    {
        private readonly int[] _set = new int[maxOrder];
        private readonly List<(double Strength, PartSet Set)> _best = [];

        public void From(int first)
        {
            Span<ulong> signs = stackalloc ulong[spectra.SignWords];
            Span<int> bins = stackalloc int[groups];
            signs.Clear();
            bins.Clear();
            Visit(0, first, signs, bins);
        }

        public List<PartSet> Best()
        {
            _best.Sort(static (a, b) => b.Strength.CompareTo(a.Strength));
            return [.. _best.Take(KeptPerFirstPart).Select(static kept => kept.Set)];
        }

        private void Visit(int depth, int part, Span<ulong> signs, Span<int> bins)
        {
            _set[depth] = part;
            spectra.Toggle(part, signs, bins);
            double strength = Math.Abs(spectra.Estimate(signs, bins));
            if (strength > thresholds[depth + 1])
            {
                _best.Add((strength, PartSet.Of(_set.AsSpan(0, depth + 1))));
            }

            for (int next = part + 1; depth + 1 < maxOrder && next < parts; next++)
            {
                Visit(depth + 1, next, signs, bins);
            }

            spectra.Toggle(part, signs, bins);
        }
    }
}
