using System.Globalization;
using Interplay.Interactions;
using Interplay.Recovery.Folds;
using Interplay.Recovery.Regression;

namespace Interplay.Recovery.Proxies;

/// <summary>A lasso with the penalty that predicts the validation sides best.</summary>
internal sealed class LassoStudy : IProxyStudy
{
    private readonly FoldedValues _data;
    private readonly LassoPath _all;
    private readonly IReadOnlyList<double> _penalties;
    private readonly LassoFold[] _folds;
    private readonly int _best;
    private int _walked;
    private LassoPoint? _final;

    public LassoStudy(
        FoldedValues data,
        LassoPath all,
        IReadOnlyList<double> penalties,
        LassoFold[] folds
    )
    {
        _data = data;
        _all = all;
        _penalties = penalties;
        _folds = folds;
        Error = double.PositiveInfinity;
        int longest = folds.Max(fold => fold.Errors.Count);
        for (int point = 0; point < longest; point++)
        {
            double error = data.Mean(
                folds.Length,
                fold => folds[fold].Errors[Math.Min(point, folds[fold].Errors.Count - 1)]
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
        _best == 0
            ? "no terms"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"penalty {_penalties[_best - 1]:0.####} of a deviation"
            );

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
        LassoPoint? point = Final(cancellationToken);
        return point is null ? [] : Rank(point, limit, maxOrder);
    }

    /// <summary>The lasso on all masks; null when no term is better than any.</summary>
    public LassoPoint? Final(CancellationToken cancellationToken)
    {
        for (; _walked < _best; _walked++)
        {
            _final = _all.Next(_penalties[_walked], cancellationToken);
        }

        return _final;
    }

    /// <summary>The lasso's own prediction of every value by the fold that left it out.</summary>
    public double[] OutOfFold()
    {
        var predictions = new double[_data.Values.Length];
        for (int fold = 0; fold < _folds.Length; fold++)
        {
            MaskFold masks = _data.Masks.Folds[fold];
            IReadOnlyList<LassoPoint> points = _folds[fold].Points;
            double[] predicted = points[Math.Min(_best, points.Count - 1)]
                .Predict(masks.Validation.Columns);
            for (int i = 0; i < predicted.Length; i++)
            {
                predictions[masks.ValidationRows[i]] = predicted[i];
            }
        }

        return predictions;
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
