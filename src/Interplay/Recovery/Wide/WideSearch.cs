using Interplay.Masks;
using Interplay.Recovery.Bits;
using Interplay.Recovery.Regression;

namespace Interplay.Recovery.Wide;

/// <summary>
/// The support of one output, grown in batches: what stands out of the residual joins together, and all terms are fitted anew (Donoho, Tsaig, Drori and
/// Starck, stagewise orthogonal matching pursuit, 2012). The fit is in the ordinary Fourier basis whatever the masks; only the screens are
/// centred.
/// </summary>
internal sealed class WideSearch
{
    /// <summary>A term joins in the round in which it is at least this share of the strongest one.</summary>
    private const double LeastShare = 0.25;

    /// <summary>A residual this small against the values is rounding.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Pairs with these parts are looked for on all rows, and triples among the first of them.</summary>
    private const int MostStrong = 512;
    private const int MostInTriples = 160;
    private const int MostCandidates = 4096;

    /// <summary>Candidates of a screen by signs that chance may give; each costs an exact score.</summary>
    private const double FalseCandidates = 200;

    private readonly BitColumns _columns;
    private readonly ColumnShares _shares;
    private readonly JointFit _fit;
    private readonly Significance _significance;
    private readonly int _maxOrder;
    private readonly int _mostTerms;
    private readonly double _spread;

    public WideSearch(BitColumns columns, ColumnShares shares, double[] values, int maxOrder)
    {
        _columns = columns;
        _shares = shares;
        _maxOrder = maxOrder;
        _significance = new Significance(columns.ColumnCount, maxOrder);
        _mostTerms = Math.Max(1, Math.Min(values.Length / 4, 5000));
        _fit = new JointFit(columns, values);
        _spread = _fit.Deviation;
    }

    /// <summary>The sets found, without the constant.</summary>
    public IReadOnlyList<PartSet> Sets => [.. _fit.Sets.Skip(1)];

    /// <summary>What is left of each value.</summary>
    public ReadOnlySpan<double> Residual => _fit.Residual;

    /// <summary>Whether nothing is left to look for, or no room to add to.</summary>
    public bool IsDone => _fit.Deviation <= Rounding * _spread || _fit.Sets.Count > _mostTerms;

    /// <summary>Whether no more terms fit, though some may be left.</summary>
    public bool IsFull => _fit.Sets.Count > _mostTerms;

    /// <summary>Rows of the last screen of all pairs; 0 when there was none.</summary>
    public int PairRows { get; private set; }

    /// <summary>Adds the parts that stand out; returns how many.</summary>
    public int AddSingles(float[] scores) =>
        Add(
            Enumerable
                .Range(0, scores.Length)
                .Select(part => (PartSet.Of(part), Math.Abs((double)scores[part])))
                .Where(found => found.Item2 >= _significance.Threshold(1))
        );

    /// <summary>Looks for pairs and larger sets in what is left; returns how many joined.</summary>
    /// <param name="work">Most work for the screen of all pairs, in 512-bit words; with less than all rows need, it reads fewer rows.</param>
    /// <param name="progress">Receives the finished share.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public int AddInteractions(
        double work,
        Action<double>? progress,
        CancellationToken cancellationToken
    )
    {
        if (_maxOrder < 2)
        {
            return 0;
        }

        List<PartSet> candidates = Pairs(work, progress, cancellationToken);
        int[] strong = Strong();
        if (PairRows < _columns.RowCount && strong.Length > 0)
        {
            candidates.AddRange(
                PairScreen.Run(
                    _columns,
                    _shares,
                    Residual,
                    _columns.RowCount,
                    strong,
                    CandidateThreshold((double)strong.Length * _columns.ColumnCount),
                    MostCandidates,
                    null,
                    cancellationToken
                )
            );
        }

        if (_maxOrder > 2 && strong.Length > 2)
        {
            candidates.AddRange(
                Triples([.. strong.Take(MostInTriples).Order()], cancellationToken)
            );
        }

        return Add(Scored([.. candidates.Distinct()], cancellationToken));
    }

    private List<PartSet> Pairs(
        double work,
        Action<double>? progress,
        CancellationToken cancellationToken
    )
    {
        int parts = _columns.ColumnCount;
        double affordable = 512 * work / PairScreen.Cost(parts, null, 512);
        PairRows =
            affordable >= _columns.RowCount
                ? _columns.RowCount
                : Math.Max(512, (int)affordable / 512 * 512);
        PairRows = Math.Min(PairRows, _columns.RowCount);
        return PairScreen.Run(
            _columns,
            _shares,
            Residual,
            PairRows,
            null,
            CandidateThreshold(parts * (parts - 1.0) / 2),
            MostCandidates,
            progress,
            cancellationToken
        );
    }

    private IEnumerable<PartSet> Triples(int[] strong, CancellationToken cancellationToken)
    {
        var words = new ulong[strong.Length * _columns.WordsPerColumn];
        for (int place = 0; place < strong.Length; place++)
        {
            _columns
                .Column(strong[place])
                .CopyTo(words.AsSpan(place * _columns.WordsPerColumn, _columns.WordsPerColumn));
        }

        double sets = strong.Length * (strong.Length - 1.0) * (strong.Length - 2) / 6;
        var blocks = ColumnBlocks.Of(new BitColumns(words, _columns.RowCount, strong.Length));
        return ParityScreen
            .Run(
                blocks,
                Residual,
                3,
                (int)(CandidateThreshold(sets) * Math.Sqrt(_columns.RowCount)),
                MostCandidates,
                null,
                cancellationToken
            )
            .Select(set => PartSet.Of([.. set.Parts.ToArray().Select(place => strong[place])]));
    }

    /// <summary>The parts of the sets found, those of the largest coefficients first.</summary>
    private int[] Strong() =>
        [
            .. _fit
                .Sets.Zip(_fit.Coefficients)
                .Skip(1)
                .OrderByDescending(static term => Math.Abs(term.Second))
                .ThenBy(static term => term.First)
                .SelectMany(static term => term.First.Parts.ToArray())
                .Distinct()
                .Take(MostStrong),
        ];

    private (PartSet Set, double Score)[] Scored(
        PartSet[] candidates,
        CancellationToken cancellationToken
    )
    {
        var scores = new double[candidates.Length];
        double[] residual = Residual.ToArray();
        Parallel.For(
            0,
            candidates.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            place =>
                scores[place] = Math.Abs(
                    SetScore.Of(_columns, _shares, residual, _fit.Deviation, candidates[place])
                )
        );
        return
        [
            .. candidates
                .Zip(scores)
                .Where(found => found.Second >= _significance.Threshold(found.First.Order)),
        ];
    }

    /// <summary>Adds the strongest of what was found and fits all terms anew.</summary>
    private int Add(IEnumerable<(PartSet Set, double Score)> found)
    {
        (PartSet Set, double Score)[] sorted =
        [
            .. found.OrderByDescending(static one => one.Score).ThenBy(static one => one.Set),
        ];
        int added = 0;
        foreach ((PartSet set, double score) in sorted)
        {
            if (score < LeastShare * sorted[0].Score || IsFull)
            {
                break;
            }

            added += _fit.TryAdd(set) ? 1 : 0;
        }

        if (added > 0)
        {
            _fit.Solve();
        }

        return added;
    }

    /// <summary>The score above which about <see cref="FalseCandidates"/> of so many sets come by chance, at least 2.5.</summary>
    private static double CandidateThreshold(double sets) =>
        Math.Max(2.5, Math.Sqrt(2 * Math.Log(Math.Max(sets / FalseCandidates, 1))));
}
