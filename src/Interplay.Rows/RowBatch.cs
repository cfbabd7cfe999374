namespace Interplay.Rows;

/// <summary>Rows that were never in a table: each cell is taken from a row of the pool.</summary>
/// <param name="pool">Where cells come from.</param>
/// <param name="sources">For each row and column the row of the pool, row by row.</param>
public sealed class RowBatch(RowPool pool, ReadOnlyMemory<int> sources)
{
    /// <summary>Number of rows.</summary>
    public int RowCount => sources.Length / pool.Columns.Count;

    /// <summary>The number in a cell.</summary>
    public double Number(int row, int column) => pool.Number(Source(row, column), column);

    /// <summary>What stands in a cell.</summary>
    public string Text(int row, int column) => pool.Text(Source(row, column), column);

    private int Source(int row, int column) => sources.Span[row * pool.Columns.Count + column];
}
