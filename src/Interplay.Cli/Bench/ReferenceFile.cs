using System.Globalization;
using Interplay.Cli.Terminal;

namespace Interplay.Cli.Bench;

/// <summary>Figures to compare with: CSV with a header and the columns case, setting, column, value, in this order.</summary>
internal static class ReferenceFile
{
    private const int Fields = 4;

    /// <summary>Reads the figures.</summary>
    /// <exception cref="InterplayException"><c>reference-malformed</c>, <c>file-not-found</c> or <c>file-unreadable</c>.</exception>
    public static IReadOnlyList<ReferenceFigure> Read(string path)
    {
        using var reader = new StreamReader(TargetFile.OpenRead(path));
        reader.ReadLine();
        var figures = new List<ReferenceFigure>();
        for (int line = 2; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0)
            {
                continue;
            }

            string[] cells = text.Split(',', StringSplitOptions.TrimEntries);
            if (
                cells.Length != Fields
                || Number(cells[1]) is not double setting
                || Number(cells[3]) is not double value
            )
            {
                throw new InterplayException(
                    ErrorKind.Data,
                    "reference-malformed",
                    $"Line {line} of '{path}': a case, its alpha or budget, the name of a column and its R2 are expected, with commas between; found '{text}'."
                );
            }

            figures.Add(new ReferenceFigure(cells[0], setting, cells[2], value));
        }

        return figures;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && double.IsFinite(value)
            ? value
            : null;
}
