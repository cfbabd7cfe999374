using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery.Regression;

namespace Interplay.Recovery.Folds;

/// <summary>The terms that a proxy fitted on one fold named, over both sides of the fold.</summary>
/// <param name="Train">Over the masks learned from.</param>
/// <param name="Validation">Over the masks predicted.</param>
internal sealed record FoldPool(PoolColumns Train, PoolColumns Validation)
{
    /// <summary>One pool a fold, for the first folds.</summary>
    public static FoldPool[] Of(FoldedValues data, IReadOnlyList<IReadOnlyList<SpectrumTerm>> pools)
    {
        var columns = new FoldPool[pools.Count];
        Parallel.For(
            0,
            columns.Length,
            fold =>
            {
                PartSet[] terms = [.. pools[fold].Select(static term => term.Parts)];
                MaskFold masks = data.Masks.Folds[fold];
                columns[fold] = new FoldPool(
                    new PoolColumns(masks.Train.Columns, terms),
                    new PoolColumns(masks.Validation.Columns, terms)
                );
            }
        );
        return columns;
    }
}
