using Interplay.Masks;
using Interplay.Recovery.Bits;

namespace Interplay.Recovery.Folds;

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

    /// <summary>
    /// Splits at random into folds whose sizes differ by at most one mask, or one pair: a mask followed by its complement, as paired designs
    /// have them, stays with it, for the one tells much of what the other's value is.
    /// </summary>
    public static MaskFolds Split(MaskMatrix masks, int folds, SeededRandom random)
    {
        int[][] units = Units(masks);
        int[] order = random.Permutation(units.Length);
        var split = new MaskFold[folds];
        Parallel.For(0, folds, fold => split[fold] = One(masks, units, order, folds, fold));
        return new MaskFolds(ColumnBlocks.Of(masks.Columns), split);
    }

    private static MaskFold One(MaskMatrix masks, int[][] units, int[] order, int folds, int fold)
    {
        int start = (int)((long)order.Length * fold / folds);
        int end = (int)((long)order.Length * (fold + 1) / folds);
        int[] validation = [.. order[start..end].SelectMany(unit => units[unit])];
        int[] train =
        [
            .. order[..start].SelectMany(unit => units[unit]),
            .. order[end..].SelectMany(unit => units[unit]),
        ];
        Array.Sort(validation);
        Array.Sort(train);
        return new MaskFold(
            train,
            validation,
            ColumnBlocks.Of(masks.Select(train).Columns),
            ColumnBlocks.Of(masks.Select(validation).Columns)
        );
    }

    /// <summary>The rows that stay together.</summary>
    private static int[][] Units(MaskMatrix masks)
    {
        var units = new List<int[]>(masks.RowCount);
        for (int row = 0; row < masks.RowCount; row++)
        {
            if (
                row + 1 < masks.RowCount
                && AreComplements(masks.Row(row), masks.Row(row + 1), masks.PartCount)
            )
            {
                units.Add([row, row + 1]);
                row++;
            }
            else
            {
                units.Add([row]);
            }
        }

        return [.. units];
    }

    private static bool AreComplements(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, int partCount)
    {
        for (int word = 0; word < a.Length; word++)
        {
            int bits = Math.Min(64, partCount - 64 * word);
            if ((a[word] ^ b[word]) != ulong.MaxValue >> (64 - bits))
            {
                return false;
            }
        }

        return true;
    }
}
