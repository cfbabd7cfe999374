using Interplay.Recovery.Folds;

namespace Interplay.Recovery.WalshBayes.Covariances;

/// <summary>Which fold leaves out each row; systems that belong to a fold are solved on the rows it keeps.</summary>
internal sealed class RowFolds
{
    private readonly int[] _foldOfRow;

    private RowFolds(int[] foldOfRow, int count)
    {
        _foldOfRow = foldOfRow;
        Count = count;
    }

    /// <summary>Number of folds.</summary>
    public int Count { get; }

    public static RowFolds Of(MaskFolds folds, int rows)
    {
        var foldOfRow = new int[rows];
        for (int fold = 0; fold < folds.Folds.Count; fold++)
        {
            foreach (int row in folds.Folds[fold].ValidationRows)
            {
                foldOfRow[row] = fold;
            }
        }

        return new RowFolds(foldOfRow, folds.Folds.Count);
    }

    /// <summary>The fold that leaves out a row.</summary>
    public int LeavesOut(int row) => _foldOfRow[row];

    /// <summary>The rows that a fold leaves out.</summary>
    public int[] Left(int fold) =>
        [.. Enumerable.Range(0, _foldOfRow.Length).Where(row => _foldOfRow[row] == fold)];
}
