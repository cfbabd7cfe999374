namespace Interplay.Cli.Terminal;

/// <summary>Plain text in columns.</summary>
internal static class AlignedText
{
    private const string Indent = "  ";

    /// <summary>One line an item, its fields padded to equal widths.</summary>
    public static IEnumerable<string> Align<T>(
        IReadOnlyList<T> items,
        IReadOnlyList<Func<T, string>> fields,
        int rightAligned
    )
    {
        string[][] texts = [.. items.Select(item => fields.Select(field => field(item)).ToArray())];
        int[] widths =
        [
            .. Enumerable
                .Range(0, fields.Count)
                .Select(field => texts.Max(row => row[field].Length)),
        ];
        // A field that no item has takes no column, nor the space before it.
        int[] shown = [.. Enumerable.Range(0, fields.Count).Where(field => widths[field] > 0)];
        return texts.Select(row =>
            string.Join(
                ' ',
                shown.Select(field =>
                    field == rightAligned
                        ? row[field].PadLeft(widths[field])
                        : row[field].PadRight(widths[field])
                )
            )
        );
    }

    /// <summary>Lines of equal width set side by side, read down the columns.</summary>
    public static IEnumerable<string> Fold(IReadOnlyList<string> cells, int width)
    {
        int cellWidth = cells.Max(static cell => cell.Length) + Indent.Length;
        int columns = Math.Max(1, width / cellWidth);
        int rows = (cells.Count + columns - 1) / columns;
        for (int row = 0; row < rows; row++)
        {
            yield return string.Concat(
                    Enumerable
                        .Range(0, columns)
                        .Select(column => column * rows + row)
                        .Where(cell => cell < cells.Count)
                        .Select(cell => Indent + cells[cell])
                )
                .TrimEnd();
        }
    }
}
