using Interplay.Interactions;
using Interplay.Recovery.Proxies;

namespace Interplay.Recovery.ProxySpex;

/// <summary>
/// The number of terms to keep from the pools that one proxy, or several together, named: each fold's pool is ordered by forward selection on
/// the fold's training side, and the number with the least validation error is taken.
/// </summary>
internal sealed class SupportChoice
{
    private readonly FoldedValues _data;
    private readonly ForwardSelection[] _selections;

    private SupportChoice(FoldedValues data, ForwardSelection[] selections)
    {
        _data = data;
        _selections = selections;
    }

    /// <summary>Number of terms chosen.</summary>
    public int Terms { get; private init; }

    /// <summary>Mean squared validation error with that number; values have unit variance.</summary>
    public double Error { get; private init; }

    public static SupportChoice Of(
        FoldedValues data,
        Func<int, IReadOnlyList<SpectrumTerm>> pools,
        int maxTerms,
        double penalty
    )
    {
        int folds = data.FoldCount;
        var selections = new ForwardSelection[folds];
        var errors = new double[folds][];
        Parallel.For(
            0,
            folds,
            fold =>
            {
                MaskFold masks = data.Masks.Folds[fold];
                double[] train = data.Train(fold);
                selections[fold] = ForwardSelection.Run(
                    masks.Train.Columns,
                    [.. pools(fold).Select(static term => term.Parts)],
                    train,
                    Limit(train.Length, maxTerms),
                    penalty
                );
                errors[fold] = selections[fold]
                    .Errors(masks.Validation.Columns, data.Validation(fold));
            }
        );
        int best = 0;
        double least = double.PositiveInfinity;
        int longest = errors.Max(static curve => curve.Length);
        for (int terms = 0; terms < longest; terms++)
        {
            double error = data.Mean(fold =>
                errors[fold][Math.Min(terms, errors[fold].Length - 1)]
            );
            if (error < least)
            {
                least = error;
                best = terms;
            }
        }

        return new SupportChoice(data, selections) { Terms = best, Error = least };
    }

    /// <summary>Most terms a number of masks can carry.</summary>
    public static int Limit(int masks, int maxTerms) => Math.Clamp(masks / 3, 1, maxTerms);

    /// <summary>What the fold's own fit leaves of each value, row by row: none of them took part in the fit that is measured.</summary>
    public double[] OutOfFold()
    {
        var residuals = new double[_data.Values.Length];
        for (int fold = 0; fold < _data.FoldCount; fold++)
        {
            MaskFold masks = _data.Masks.Folds[fold];
            double[] left = _selections[fold]
                .Residuals(masks.Validation.Columns, _data.Validation(fold), Terms);
            for (int i = 0; i < left.Length; i++)
            {
                residuals[masks.ValidationRows[i]] = left[i];
            }
        }

        return residuals;
    }
}
