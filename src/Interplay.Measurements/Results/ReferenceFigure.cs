using System.Globalization;

namespace Interplay.Measurements.Results;

/// <summary>An R2 that was measured elsewhere.</summary>
/// <param name="Case">Name of the case.</param>
/// <param name="Setting">The alpha or budget.</param>
/// <param name="Column">What was measured, such as another method.</param>
/// <param name="Value">R2.</param>
public readonly record struct ReferenceFigure(
    string Case,
    double Setting,
    string Column,
    double Value
)
{
    private const int Fields = 4;

    /// <summary>Reads figures: CSV with a header and the columns case, setting, column, value, in this order.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InterplayException"><c>reference-malformed</c>.</exception>
    public static IReadOnlyList<ReferenceFigure> Read(TextReader reader, string name)
    {
        ArgumentNullException.ThrowIfNull(reader);
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
                    $"Line {line} of '{name}': a case, its alpha or budget, the name of a column and its R2 are expected, with commas between; found '{text}'."
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
