namespace Interplay.Onnx.Mechanistic;

/// <summary>A value of the graph that masks multiply, cut into columns: heads, neurons, or one for all of it.</summary>
/// <param name="Value">The value's name.</param>
/// <param name="At">Place of the node that gives it.</param>
/// <param name="Layout">Where the columns lie.</param>
/// <param name="Columns">Number of columns.</param>
/// <param name="Width">Numbers of one column in the last dimension.</param>
/// <param name="Parts">Which parts take a column out when they are removed; empty for a column that always stays.</param>
internal sealed record MaskSite(
    string Value,
    int At,
    SiteLayout Layout,
    int Columns,
    int Width,
    int[][] Parts
)
{
    /// <summary>Columns that can be removed.</summary>
    public int Removable { get; } = Parts.Count(static parts => parts.Length > 0);

    /// <summary>Dimensions of the mask of so many rows.</summary>
    public long[] MaskShape(int rows) =>
        Layout switch
        {
            SiteLayout.Second => [rows, Columns, 1, 1],
            SiteLayout.InBatch => [(long)rows * Columns, 1, 1],
            SiteLayout.Last => [rows, 1, (long)Columns * Width],
            _ => [rows, 1, 1],
        };

    /// <summary>Elements of the mask of one row.</summary>
    public int MaskWidth => Layout == SiteLayout.Last ? Columns * Width : Columns;

    /// <summary>Puts the factor of one column where it belongs in the mask of a row.</summary>
    public void Put<T>(Span<T> row, int column, T factor)
    {
        if (Layout == SiteLayout.Last)
        {
            row.Slice(column * Width, Width).Fill(factor);
        }
        else
        {
            row[column] = factor;
        }
    }
}
