using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.Bits;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.WalshBayes.Covariances;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Recovery.WalshBayes.Spikes;

/// <summary>
/// Finds strong terms that leave no trace in lower orders. The score of a set is z = chi_S'a / sqrt(tr (K + nz I)^-1), standard normal where
/// the model is right. Screened are all singles and pairs, triples among the most relevant parts, extensions of promoted terms by one part,
/// and, where it is affordable, sets of order 3 to 5 by <see cref="CorrelationScreen"/>. A set is promoted when |z| exceeds
/// sqrt(2 ln N) + 1 for a class of N sets.
/// </summary>
internal sealed class SpikeSearch
{
    /// <summary>Orders beyond are found by extending lower ones, not searched.</summary>
    public const int MostOrder = 5;

    private const int Rounds = 12;
    private const int Sweeps = 6;
    private const int MostAtOnce = 60;
    private const int MostSpikes = 400;
    private const int TripleParts = 64;
    private const int ScreenCap = 300;
    private const int MostScreens = 3;

    /// <summary>512-bit words that a screen of one order may read: about a second of one core.</summary>
    public const double ScreenWork = 6e8;

    /// <summary>Threshold of sets found elsewhere: they are dropped below two standard deviations.</summary>
    private const double ConfirmedFrom = 3;

    private readonly SmoothPosterior _posterior;
    private readonly MaskMatrix _masks;
    private readonly ColumnBlocks _blocks;
    private readonly int _maxOrder;

    /// <summary>tr A, measured when it is first needed: confirming alone does without.</summary>
    private double? _measuredTrace;
    private readonly double _exponentialBase;
    private readonly double[] _slopes;

    /// <param name="posterior">The smooth part on all rows.</param>
    /// <param name="maxOrder">Highest order looked for.</param>
    public SpikeSearch(SmoothPosterior posterior, int maxOrder)
    {
        _posterior = posterior;
        _masks = posterior.Masks;
        _blocks = ColumnBlocks.Of(_masks.Columns);
        _maxOrder = maxOrder;
        _exponentialBase = posterior.Prior.ExponentialBase();
        _slopes = [.. posterior.Prior.Relevances.Select(Math.Tanh)];
    }

    /// <summary>Searches for the spikes of one output.</summary>
    /// <param name="smoothWeights">a without spikes.</param>
    /// <param name="known">Spikes found under an earlier prior: they are confirmed first, and all sets are screened again only if that found some of them. Null for a first search.</param>
    /// <param name="proposed">Sets that another search found: candidates like those of every screen.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public SpikeSet Run(
        double[] smoothWeights,
        SpikeSet? known,
        IReadOnlyList<PartSet> proposed,
        CancellationToken cancellationToken
    )
    {
        var spikes = new SpikeSet(_posterior.Covariance, smoothWeights);
        Confirm(spikes, known?.Thresholds ?? []);
        var tried = new Dictionary<PartSet, int>();
        int most = Math.Min(MostSpikes, _masks.RowCount / 3);
        int screens = 0;
        bool worthwhile = known?.NeededScreens ?? true;
        for (int round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var candidates = new Dictionary<PartSet, Candidate>();
            var collector = new Collector(candidates, tried, spikes, Deviation);
            foreach (PartSet set in proposed)
            {
                collector.Offer(
                    set.Parts,
                    TensorPrimitives.Dot<double>(Character(set), spikes.Weights),
                    Threshold(Choose(_masks.PartCount, set.Order))
                );
            }

            SinglesAndPairs(spikes.Weights, collector);
            Triples(spikes.Weights, collector);
            Extensions(spikes, collector);
            var screened = new HashSet<PartSet>();
            if (screens < MostScreens && worthwhile)
            {
                screens++;
                screened = ScreenAll(spikes.Weights, collector, cancellationToken);
            }

            (PartSet Parts, double[] Character, double Threshold)[] promoted =
            [
                .. candidates
                    .OrderByDescending(pair => pair.Value.Excess)
                    .ThenBy(pair => pair.Key)
                    .Take(Math.Max(0, Math.Min(MostAtOnce, most - spikes.Count)))
                    .Select(pair => (pair.Key, Character(pair.Key), pair.Value.Threshold)),
            ];
            if (promoted.Length == 0)
            {
                break;
            }

            foreach ((PartSet parts, _, _) in promoted)
            {
                tried[parts] = tried.GetValueOrDefault(parts) + 1;
            }

            spikes.Promote(promoted);
            for (int sweep = 0; sweep < Sweeps && spikes.Count > 0; sweep++)
            {
                spikes.Sweep();
            }

            // Another look at everything is worth its price when this one found what nothing cheaper would have.
            worthwhile = spikes.Sets.Any(screened.Contains);
            spikes.NeededScreens |= worthwhile;
        }

        return spikes;
    }

    /// <summary>Takes sets that were found elsewhere and keeps those that these rows confirm.</summary>
    public SpikeSet Confirm(double[] smoothWeights, IReadOnlyList<PartSet> sets)
    {
        var spikes = new SpikeSet(_posterior.Covariance, smoothWeights);
        Confirm(spikes, [.. sets.Select(static set => (set, ConfirmedFrom))]);
        return spikes;
    }

    private void Confirm(SpikeSet spikes, IReadOnlyList<(PartSet Parts, double Threshold)> sets)
    {
        if (sets.Count > 0)
        {
            spikes.Promote([
                .. sets.Select(set => (set.Parts, Character(set.Parts), set.Threshold)),
            ]);
        }

        for (int sweep = 0; sweep < Sweeps && spikes.Count > 0; sweep++)
        {
            spikes.Sweep();
        }
    }

    /// <summary>The least score that is promoted among <paramref name="sets"/> of one kind.</summary>
    private static double Threshold(double sets) => Math.Sqrt(2 * Math.Log(Math.Max(2, sets))) + 1;

    private static double Choose(int n, int k)
    {
        double value = 1;
        for (int i = 0; i < k; i++)
        {
            value = value * (n - i) / (i + 1);
        }

        return value;
    }

    private void SinglesAndPairs(double[] a, Collector collector)
    {
        int n = _masks.PartCount;
        SingleMatrix z = _posterior.Z;
        using var weighted = new SingleMatrix(z.Rows, n);
        var singles = new double[n];
        for (int row = 0; row < z.Rows; row++)
        {
            Span<float> target = weighted.Row(row);
            TensorPrimitives.Multiply(z.Row(row), (float)a[row], target);
            for (int i = 0; i < n; i++)
            {
                singles[i] += target[i];
            }
        }

        for (int i = 0; i < n; i++)
        {
            collector.Offer([i], singles[i], Threshold(n));
        }

        if (_maxOrder < 2)
        {
            return;
        }

        using var pairs = new SingleMatrix(n, n);
        Gemm.Add(n, n, z.Rows, 1, weighted.View.Transposed, z.View, pairs.View);
        double threshold = Threshold(Choose(n, 2));
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<float> row = pairs.Row(i);
            for (int j = i + 1; j < n; j++)
            {
                collector.Offer([i, j], row[j], threshold);
            }
        }
    }

    private void Triples(double[] a, Collector collector)
    {
        if (_maxOrder < 3)
        {
            return;
        }

        double[] relevances = _posterior.Prior.Relevances;
        int[] parts =
        [
            .. Enumerable
                .Range(0, relevances.Length)
                .OrderByDescending(part => relevances[part])
                .ThenBy(part => part)
                .Take(TripleParts)
                .Order(),
        ];
        double threshold = Threshold(Choose(parts.Length, 3));
        var sums = new CharacterSums(_blocks, a);
        var row = new float[_blocks.PaddedColumns];
        for (int i = 0; i < parts.Length; i++)
        {
            for (int j = i + 1; j < parts.Length; j++)
            {
                sums.Extend([parts[i], parts[j]], row);
                for (int k = j + 1; k < parts.Length; k++)
                {
                    collector.Offer([parts[i], parts[j], parts[k]], row[parts[k]], threshold);
                }
            }
        }
    }

    private void Extensions(SpikeSet spikes, Collector collector)
    {
        PartSet[] parents = [.. spikes.Sets.Where(set => set.Order >= 2 && set.Order < _maxOrder)];
        double threshold = Threshold((double)parents.Length * _masks.PartCount);
        var sums = new CharacterSums(_blocks, spikes.Weights);
        var row = new float[_blocks.PaddedColumns];
        foreach (PartSet parent in parents)
        {
            sums.Extend(parent.Parts, row);
            for (int part = 0; part < _masks.PartCount; part++)
            {
                if (!parent.Contains(part))
                {
                    collector.Offer([.. parent.Parts, part], row[part], threshold);
                }
            }
        }
    }

    /// <summary>Looks for the sets of order 3 to 5, all of them where there are not too many; returns those whose exact score was looked at.</summary>
    private HashSet<PartSet> ScreenAll(
        double[] a,
        Collector collector,
        CancellationToken cancellationToken
    )
    {
        var looked = new HashSet<PartSet>();
        int n = _masks.PartCount;
        var screen = new CorrelationScreen(_masks, a);
        for (int order = 3; order <= Math.Min(MostOrder, Math.Min(_maxOrder, n)); order++)
        {
            if (CorrelationScreen.Cost(n, order, _masks.RowCount) > ScreenWork)
            {
                continue;
            }

            double threshold = Threshold(Choose(n, order));
            foreach (PartSet hit in screen.Run(order, threshold, ScreenCap, cancellationToken))
            {
                looked.Add(hit);
                collector.Offer(
                    hit.Parts,
                    TensorPrimitives.Dot<double>(Character(hit), a),
                    threshold
                );
            }
        }

        return looked;
    }

    /// <summary>
    /// Standard deviation of chi_S'a under the model: chi'A chi = t / (1 + v t) with t = tr A and v the prior variance of the set, since the rest
    /// of the covariance treats a character as it does random signs.
    /// </summary>
    private double Deviation(ReadOnlySpan<int> parts)
    {
        double variance = _exponentialBase;
        foreach (int part in parts)
        {
            variance *= _slopes[part];
        }

        double trace = _measuredTrace ??= _posterior.Covariance.Trace;
        SmoothPrior prior = _posterior.Prior;
        variance += parts.Length switch
        {
            1 => prior.Linear * prior.Relevances[parts[0]],
            2 => prior.PairVariance(parts[0], parts[1]),
            _ => 0,
        };
        return Math.Sqrt(trace / (1 + variance * trace));
    }

    private double[] Character(PartSet set)
    {
        var character = new double[_masks.RowCount];
        for (int row = 0; row < character.Length; row++)
        {
            character[row] = set.Character(_masks.Row(row));
        }

        return character;
    }

    private delegate double Unit(ReadOnlySpan<int> parts);

    private readonly record struct Candidate(double Excess, double Threshold);

    /// <summary>Keeps the sets whose score passes, unless they are in the model or have been tried twice.</summary>
    private sealed class Collector(
        Dictionary<PartSet, Candidate> candidates,
        Dictionary<PartSet, int> tried,
        SpikeSet spikes,
        Unit unit
    )
    {
        public void Offer(ReadOnlySpan<int> parts, double sum, double threshold)
        {
            double excess = Math.Abs(sum) / unit(parts) - threshold;
            if (excess <= 0)
            {
                return;
            }

            PartSet set = PartSet.Of(parts);
            if (
                tried.GetValueOrDefault(set) < 2
                && !spikes.Contains(set)
                && (!candidates.TryGetValue(set, out Candidate known) || known.Excess < excess)
            )
            {
                candidates[set] = new Candidate(excess, threshold);
            }
        }
    }
}
