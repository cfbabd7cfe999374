using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery.Folds;
using Interplay.Recovery.Regression;

namespace Interplay.Recovery.ProxySpex;

/// <summary>
/// The number of terms to keep from the pools that one proxy, or several together, named: each fold's pool is ordered by forward selection on
/// the fold's training side, and the number with the least validation error is taken.
/// </summary>
internal sealed class SupportChoice
{
    private readonly FoldedValues _data;
    private readonly FoldPool[] _pools;
    private readonly ForwardSelection[] _selections;

    private SupportChoice(FoldedValues data, FoldPool[] pools, ForwardSelection[] selections)
    {
        _data = data;
        _pools = pools;
        _selections = selections;
    }

    /// <summary>The terms selected from.</summary>
    public required ReadPool Pool { get; init; }

    /// <summary>The penalties selected under.</summary>
    public required SelectionRule Rule { get; init; }

    /// <summary>Number of terms chosen.</summary>
    public int Terms { get; private init; }

    /// <summary>Mean squared validation error with that number; values have unit variance.</summary>
    public double Error { get; private init; }

    public static SupportChoice Of(
        FoldedValues data,
        ReadPool pool,
        int maxTerms,
        SelectionRule rule
    )
    {
        FoldPool[] pools = pool.Columns(data);
        FoldRefits refits = FoldRefits.Run(
            data,
            pools,
            fold => rule.Penalties(pool.Folds[fold]),
            maxTerms
        );
        int best = 0;
        for (int terms = 1; terms < refits.Errors.Length; terms++)
        {
            best = refits.Errors[terms] < refits.Errors[best] ? terms : best;
        }

        return new SupportChoice(data, pools, refits.Selections)
        {
            Pool = pool,
            Rule = rule,
            Terms = best,
            Error = refits.Errors[best],
        };
    }

    /// <summary>
    /// Selects as many terms from the pool read off all masks and refits them on the values as they are. With equal penalties the closing
    /// penalty is chosen by generalised cross-validation; weighted ones stay as they were selected under.
    /// </summary>
    public RidgeFit Refit(double[] values, CancellationToken cancellationToken)
    {
        IReadOnlyList<SpectrumTerm> terms = Pool.All(cancellationToken);
        double[] penalties = Rule.Penalties(terms);
        BitColumns columns = _data.Masks.All.Columns;
        ForwardSelection selection = ForwardSelection.Run(
            new PoolColumns(columns, [.. terms.Select(static term => term.Parts)]),
            _data.Values,
            Terms,
            penalties
        );
        if (Rule.Exponent == 0)
        {
            return RidgeFit.Fit(columns, selection.Terms, values);
        }

        var places = new Dictionary<PartSet, int>(terms.Count);
        for (int i = 0; i < terms.Count; i++)
        {
            places.Add(terms[i].Parts, i);
        }

        double[] weights = [.. selection.Terms.Select(set => penalties[places[set]])];
        return RidgeFit.Fit(columns, selection.Terms, values, 1, weights);
    }

    /// <summary>What the fold's own fit leaves of each value, row by row: none of them took part in the fit that is measured.</summary>
    public double[] OutOfFold()
    {
        var residuals = new double[_data.Values.Length];
        for (int fold = 0; fold < _data.FoldCount; fold++)
        {
            MaskFold masks = _data.Masks.Folds[fold];
            double[] left = _selections[fold]
                .Residuals(_pools[fold].Validation, _data.Validation(fold), Terms);
            for (int i = 0; i < left.Length; i++)
            {
                residuals[masks.ValidationRows[i]] = left[i];
            }
        }

        return residuals;
    }
}
