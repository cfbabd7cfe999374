using System.Buffers;
using System.Globalization;

namespace Interplay.Training.Tables;

/// <summary>What a cell of a table says: a number, nothing, or a text.</summary>
internal static class Cells
{
    /// <summary>What programs write where a number is missing; infinities are among them, since no column of numbers holds one.</summary>
    private static readonly HashSet<string> Missing = new(StringComparer.OrdinalIgnoreCase)
    {
        "",
        "na",
        "n/a",
        "n.a.",
        "<na>",
        "nan",
        "-nan",
        "nat",
        "null",
        "nil",
        "none",
        "missing",
        "unknown",
        "undefined",
        "?",
        "-",
        "--",
        ".",
        @"\n",
        "inf",
        "+inf",
        "-inf",
        "infinity",
        "+infinity",
        "-infinity",
        "#n/a",
        "#n/a n/a",
        "#na",
        "#null!",
        "#num!",
        "#value!",
        "#ref!",
        "#name?",
        "#div/0!",
    };

    private static readonly SearchValues<char> ThousandsMarks = SearchValues.Create(
        ",' \u00A0\u202F’"
    );

    /// <summary>Of these also that a target is missing; the others might be classes.</summary>
    private static readonly HashSet<string> MissingTarget = new(StringComparer.OrdinalIgnoreCase)
    {
        "",
        "na",
        "n/a",
        "<na>",
        "nan",
        "null",
        "?",
        "#n/a",
    };

    /// <summary>Whether a cell of a column of numbers holds none: empty, <c>NA</c>, <c>?</c> and the like, or a number that is not finite.</summary>
    public static bool IsMissing(string cell) =>
        Missing.Contains(cell.Trim())
        || (
            double.TryParse(
                cell,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out double number
            ) && !double.IsFinite(number)
        );

    /// <summary>Whether a cell says that a row has no target.</summary>
    public static bool IsMissingTarget(string cell) => MissingTarget.Contains(cell.Trim());

    /// <summary>The finite number in a cell, thousands parted by commas, spaces or apostrophes or not at all.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="number">The number.</param>
    /// <param name="isDecimalComma">Whether a comma stands before the decimals, and points part thousands.</param>
    public static bool TryNumber(string cell, out double number, bool isDecimalComma = false) =>
        (isDecimalComma ? TryPlain(Swapped(cell), out number) : TryPlain(cell, out number))
        || TryThousands(isDecimalComma ? Swapped(cell) : cell, out number);

    private static bool TryPlain(string cell, out double number) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);

    private static string Swapped(string cell) =>
        string.Create(
            cell.Length,
            cell,
            static (target, source) =>
            {
                for (int i = 0; i < source.Length; i++)
                {
                    target[i] = source[i] switch
                    {
                        ',' => '.',
                        '.' => ',',
                        char c => c,
                    };
                }
            }
        );

    /// <summary>Groups of three digits after one to three, one and the same mark between them: 1,234,567.8.</summary>
    private static bool TryThousands(string cell, out double number)
    {
        number = 0;
        ReadOnlySpan<char> text = cell.AsSpan().Trim();
        int sign = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        int point = text.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? text[sign..] : text[sign..point];
        int first = whole.IndexOfAny(ThousandsMarks);
        if (first is < 1 or > 3 || (whole.Length - first) % 4 != 0)
        {
            return false;
        }

        char mark = whole[first];
        for (int i = 0; i < whole.Length; i++)
        {
            bool isMark = i >= first && (i - first) % 4 == 0;
            if (isMark ? whole[i] != mark : !char.IsAsciiDigit(whole[i]))
            {
                return false;
            }
        }

        return TryPlain(
            text.ToString().Replace(mark.ToString(), "", StringComparison.Ordinal),
            out number
        );
    }
}
