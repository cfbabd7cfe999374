using Interplay.Interactions;

namespace Interplay.Recovery.Proxies;

/// <summary>A lasso with the penalty that predicts the validation sides best.</summary>
internal sealed class LassoStudy : IProxyStudy
{
    private readonly LassoPath _all;
    private readonly IReadOnlyList<double> _penalties;
    private readonly LassoFold[] _folds;
    private readonly int _best;

    public LassoStudy(
        FoldedValues data,
        LassoPath all,
        IReadOnlyList<double> penalties,
        LassoFold[] folds
    )
    {
        _all = all;
        _penalties = penalties;
        _folds = folds;
        Error = double.PositiveInfinity;
        int longest = folds.Max(fold => fold.Errors.Count);
        for (int point = 0; point < longest; point++)
        {
            double error = data.Mean(fold =>
                folds[fold].Errors[Math.Min(point, folds[fold].Errors.Count - 1)]
            );
            if (error < Error)
            {
                Error = error;
                _best = point;
            }
        }
    }

    /// <inheritdoc/>
    public double Error { get; }

    /// <inheritdoc/>
    public string Settings =>
        _best == 0 ? "no terms" : $"penalty {_penalties[_best - 1]:0.####} of a deviation";

    /// <inheritdoc/>
    public IReadOnlyList<SpectrumTerm> Read(int fold, int limit, int maxOrder)
    {
        IReadOnlyList<LassoPoint> points = _folds[fold].Points;
        return Rank(points[Math.Min(_best, points.Count - 1)], limit, maxOrder);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SpectrumTerm> ReadAll(
        int limit,
        int maxOrder,
        CancellationToken cancellationToken
    )
    {
        LassoPoint? point = null;
        for (int i = 0; i < _best; i++)
        {
            point = _all.Next(_penalties[i], cancellationToken);
        }

        return point is null ? [] : Rank(point, limit, maxOrder);
    }

    private static SpectrumTerm[] Rank(LassoPoint point, int limit, int maxOrder) =>
        [
            .. point
                .Terms.Zip(point.Coefficients)
                .Where(term => term.First.Order <= maxOrder)
                .OrderByDescending(term => Math.Abs(term.Second))
                .ThenBy(term => term.First)
                .Take(limit)
                .Select(term => new SpectrumTerm(term.First, term.Second)),
        ];
}
