using Interplay.Masks;

namespace Interplay.Recovery.Proxies;

/// <summary>The masks of a plan with a shuffled split into folds; shared by all outputs.</summary>
internal sealed class MaskFolds
{
    private MaskFolds(ColumnBlocks all, MaskFold[] folds)
    {
        All = all;
        Folds = folds;
    }

    public ColumnBlocks All { get; }

    public IReadOnlyList<MaskFold> Folds { get; }

    /// <summary>Splits at random into folds whose sizes differ by at most one.</summary>
    public static MaskFolds Split(MaskMatrix masks, int folds, SeededRandom random)
    {
        int[] order = random.Permutation(masks.RowCount);
        var split = new MaskFold[folds];
        Parallel.For(0, folds, fold => split[fold] = One(masks, order, folds, fold));
        return new MaskFolds(ColumnBlocks.Of(masks.Columns), split);
    }

    private static MaskFold One(MaskMatrix masks, int[] order, int folds, int fold)
    {
        int start = (int)((long)order.Length * fold / folds);
        int end = (int)((long)order.Length * (fold + 1) / folds);
        int[] validation = order[start..end];
        int[] train = [.. order[..start], .. order[end..]];
        Array.Sort(validation);
        Array.Sort(train);
        return new MaskFold(
            train,
            validation,
            ColumnBlocks.Of(masks.Select(train).Columns),
            ColumnBlocks.Of(masks.Select(validation).Columns)
        );
    }
}
