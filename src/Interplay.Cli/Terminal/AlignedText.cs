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
        for (int row = 0; row < texts.Length; row++)
        {
            yield return string.Join(
                ' ',
                texts[row]
                    .Select(
                        (text, field) =>
                        {
                            int width = texts.Max(other => other[field].Length);
                            return field == rightAligned
                                ? text.PadLeft(width)
                                : text.PadRight(width);
                        }
                    )
            );
        }
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
