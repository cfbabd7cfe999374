using Interplay.Masks;
using Interplay.Recovery.Bits;
using Interplay.Recovery.Regression;
using Interplay.Recovery.Spex;

namespace Interplay.Recovery.Sparse;

/// <summary>
/// Orthogonal matching pursuit over all sets of parts up to an order, on any masks (Tropp and Gilbert, 2007). Each round looks for sets that
/// correlate with the residual, cheapest search first, takes those that gain more than they cost to name, fits all terms jointly and drops the
/// weak ones. A set of order k costs ln C(n,k) nats and gains z^2/2. When nothing gains, the best few are taken all the same: if they are wrong
/// the next fits drop them, if one is right the residual falls and the rest follows. The state of the least description length is kept, so that
/// guessing never makes the answer worse, and a wrong support never passes for a right one: on B masks s terms that explain everything gain B/2 ln(1/rounding).
/// Holds the state of one run.
/// </summary>
internal sealed class SparsePursuit
{
    private const int MostRounds = 500;

    /// <summary>Rounds without a shorter description after which the search ends.</summary>
    private const int MostFruitless = 25;

    /// <summary>Rounds without a shorter description after which the search goes back to the best state.</summary>
    private const int Patience = 8;

    /// <summary>Masks a term: with more terms almost anything can be explained.</summary>
    private const int LeastRowsATerm = 4;

    /// <summary>Sets that gain less than this share of what the best one gains wait: most of them lean on it.</summary>
    private const double LeastShareOfBest = 0.25;

    /// <summary>Sets taken on speculation in one round.</summary>
    private const int Guesses = 3;

    /// <summary>Terms below this many standard errors leave the fit.</summary>
    private const double KeptFrom = 3;

    /// <summary>A set that left the fit this often stays out until the description gets shorter.</summary>
    private const int MostDepartures = 2;

    /// <summary>Nats by which a gain must exceed the price of the name.</summary>
    private const double Margin = 1;

    /// <summary>What is left below this share of the values is rounding.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Most sets that one screen hands over.</summary>
    private const int ScreenCap = 200;

    /// <summary>Standard errors below the largest of chance alone from which a set is worth a guess.</summary>
    private const double GuessedBelow = 1.25;

    /// <summary>Fewer uniform masks beside coded ones test nothing.</summary>
    private const int LeastFresh = 32;

    /// <summary>512-bit words that take as long as one attempt of the decoder.</summary>
    private const double DecodeWork = 250;

    private static readonly int[] Inversions = [2, 6, 10];

    private readonly int _parts;
    private readonly JointFit _fit;
    private readonly MaskMatrix _masks;
    private readonly CodedDesign? _coded;
    private readonly BinSearch? _bins;
    private readonly Evidence _evidence;
    private readonly List<SetSearch> _searches;
    private readonly HashSet<PartSet> _guessed = [];
    private readonly HashSet<PartSet> _refused = [];
    private readonly Dictionary<PartSet, int> _departures = [];
    private readonly double _limit;
    private readonly double _whole;
    private List<PartSet> _best = [];
    private double _work;
    private bool _isCut;

    private SparsePursuit(
        MaskMatrix masks,
        CodedDesign? coded,
        double[] values,
        int maxOrder,
        double limit
    )
    {
        _parts = masks.PartCount;
        _fit = new JointFit(masks.Columns, values);
        _masks = masks;
        _limit = limit;
        _whole = _fit.Deviation;
        _coded = coded;
        _bins = coded is null ? null : new BinSearch(coded);
        _evidence = new Evidence(masks.Columns, coded, _whole);
        _searches = Searches(Math.Min(maxOrder, _parts));
    }

    /// <summary>Looks for the terms of one output.</summary>
    /// <param name="masks">The masks.</param>
    /// <param name="coded">The coded ones among them; null when there are none.</param>
    /// <param name="values">One value a mask, not all equal.</param>
    /// <param name="maxOrder">Highest order looked for.</param>
    /// <param name="limit">Most work, in 512-bit words read; searches that would exceed it are left out.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static SparseFit Run(
        MaskMatrix masks,
        CodedDesign? coded,
        double[] values,
        int maxOrder,
        double limit,
        CancellationToken cancellationToken
    ) => new SparsePursuit(masks, coded, values, maxOrder, limit).Solve(cancellationToken);

    private SparseFit Solve(CancellationToken cancellationToken)
    {
        _evidence.Load(_fit.Residual);
        double shortest = DescriptionLength();
        double unexplained = 1;
        int fruitless = 0;
        int round = 0;
        while (
            round < MostRounds && fruitless < MostFruitless && _fit.Deviation > Rounding * _whole
        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            round++;
            List<PartSet> next = Next(cancellationToken);
            if (next.Count == 0)
            {
                break;
            }

            Take(next);
            fruitless++;
            double length = DescriptionLength();
            if (length < shortest - 1e-9)
            {
                shortest = length;
                _best = [.. _fit.Sets.Skip(1)];
                unexplained = _fit.Deviation / _whole;
                fruitless = 0;
                _guessed.Clear();
                _refused.Clear();
                _departures.Clear();
            }
            else if (fruitless % Patience == 0)
            {
                Return();
            }
        }

        return new SparseFit(_best, unexplained, round, _work, _isCut);
    }

    private void Take(List<PartSet> next)
    {
        int room = _fit.Residual.Length / LeastRowsATerm - _fit.Sets.Count;
        foreach (PartSet set in next.Take(room))
        {
            _fit.TryAdd(set);
        }

        _fit.Solve();
        Prune();
        _evidence.Load(_fit.Residual);
    }

    /// <summary>Goes back to the best state; the guesses since then are not tried again.</summary>
    private void Return()
    {
        _refused.UnionWith(_guessed);
        _guessed.Clear();
        HashSet<PartSet> best = [.. _best];
        _fit.RemoveAll(term => !best.Contains(_fit.Sets[term]));
        foreach (PartSet set in _best)
        {
            _fit.TryAdd(set);
        }

        _fit.Solve();
        _evidence.Load(_fit.Residual);
    }

    /// <summary>The sets to add: those that gain, from the cheapest search that finds any; else the most promising ones of all searches.</summary>
    private List<PartSet> Next(CancellationToken cancellationToken)
    {
        var pool = new Dictionary<PartSet, double>();
        foreach (SetSearch search in _searches)
        {
            if (_work + search.Work > _limit)
            {
                _isCut = true;
                break;
            }

            _work += search.Work;
            IReadOnlyList<PartSet> found = search.Run(cancellationToken);
            foreach (PartSet set in found.Where(IsOpen))
            {
                double gain = Gain(set, search.FromBins ? found.Count : null);
                pool[set] = Math.Max(gain, pool.GetValueOrDefault(set, double.NegativeInfinity));
            }

            if (pool.Values.Any(static gain => gain > 0))
            {
                break;
            }
        }

        List<(PartSet Set, double Gain)> ranked =
        [
            .. pool.Select(static pair => (pair.Key, pair.Value))
                .OrderByDescending(static pair => pair.Value)
                .ThenBy(static pair => pair.Key),
        ];
        if (ranked.Count > 0 && ranked[0].Gain > 0)
        {
            double least = LeastShareOfBest * ranked[0].Gain;
            return
            [
                .. ranked
                    .TakeWhile(pair => pair.Gain > 0 && pair.Gain >= least)
                    .Select(static pair => pair.Set),
            ];
        }

        List<PartSet> guesses =
        [
            .. ranked
                .Where(pair => !_refused.Contains(pair.Set))
                .Take(Guesses)
                .Select(static pair => pair.Set),
        ];
        _guessed.UnionWith(guesses);
        return guesses;
    }

    /// <summary>What a set gains less the price of telling it from all it was chosen among, and a margin.</summary>
    private double Gain(PartSet set, int? decoded)
    {
        double gain =
            _evidence.Gain(set, _fit.Correlation(set)) - LogBinomial.Of(_parts, set.Order);
        if (decoded is int count && _evidence.FreshCount >= LeastFresh)
        {
            double fresh = _evidence.FreshScore(set);
            gain = Math.Max(gain, fresh * fresh / 2 - Math.Log(count) - Margin);
        }

        return gain - Margin;
    }

    /// <summary>The residual, and for each term its name and ln(B)/2 + 1 nats for its coefficient (Rissanen, 1978).</summary>
    private double DescriptionLength()
    {
        double coefficient = 0.5 * Math.Log(_fit.Residual.Length) + 1;
        return _evidence.Length()
            + _fit.Sets.Skip(1).Sum(set => LogBinomial.Of(_parts, set.Order) + coefficient);
    }

    private void Prune()
    {
        double unit = Math.Max(_fit.Deviation, 1e-12 * _whole) / Math.Sqrt(_fit.Residual.Length);
        bool[] leaves =
        [
            .. _fit.Coefficients.Select(coefficient => Math.Abs(coefficient) < KeptFrom * unit),
        ];
        for (int term = 1; term < leaves.Length; term++)
        {
            if (leaves[term])
            {
                PartSet set = _fit.Sets[term];
                _departures[set] = _departures.GetValueOrDefault(set) + 1;
            }
        }

        _fit.RemoveAll(term => leaves[term]);
        _fit.Solve();
    }

    private bool IsOpen(PartSet set) =>
        !_fit.Contains(set) && _departures.GetValueOrDefault(set) < MostDepartures;

    private List<SetSearch> Searches(int maxOrder)
    {
        var searches = new List<SetSearch>
        {
            new(
                _parts,
                false,
                _ => [.. Enumerable.Range(0, _parts).Select(part => PartSet.Of([part]))]
            ),
        };
        for (int order = 2; order <= maxOrder; order++)
        {
            int own = order;
            searches.Add(
                new SetSearch(
                    CorrelationScreen.Cost(_parts, order, _masks.RowCount),
                    false,
                    cancellationToken => Screen(own, cancellationToken)
                )
            );
        }

        double bins = _coded?.Groups.Sum(static group => (double)group.BinCount) ?? 0;
        foreach (int inversions in _coded is null ? [] : Inversions)
        {
            searches.Add(
                new SetSearch(
                    bins * DecodeWork * (1 << inversions),
                    true,
                    cancellationToken => Decode(inversions, cancellationToken)
                )
            );
        }

        searches.Sort(static (a, b) => a.Work.CompareTo(b.Work));
        return searches;
    }

    private List<PartSet> Screen(int order, CancellationToken cancellationToken)
    {
        double expected = Math.Sqrt(2 * LogBinomial.Of(_parts, order));
        return new CorrelationScreen(_masks, _fit.Residual).Run(
            order,
            expected - GuessedBelow,
            ScreenCap,
            cancellationToken
        );
    }

    private List<PartSet> Decode(int inversions, CancellationToken cancellationToken)
    {
        return _bins!.Decode(_evidence.Spectra!, _fit.Deviation, inversions, cancellationToken);
    }
}
