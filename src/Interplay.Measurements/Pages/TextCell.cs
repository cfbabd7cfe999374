using System.Globalization;

namespace Interplay.Measurements.Pages;

/// <summary>One cell of a table to be read.</summary>
/// <param name="Text">What stands in it.</param>
/// <param name="IsBest">Whether it is the best of its row and stands out.</param>
public readonly record struct TextCell(string Text, bool IsBest = false)
{
    /// <summary>A cell that is nothing but text.</summary>
    public static implicit operator TextCell(string text) => new(text);

    /// <summary>A difference with its sign and four decimals; what rounds to zero is no loss.</summary>
    internal static TextCell Difference(double value)
    {
        string size = Math.Abs(value).ToString("F4", CultureInfo.InvariantCulture);
        return value < 0 && size != "0.0000" ? $"-{size}" : $"+{size}";
    }

    /// <summary>A figure with a fixed number of decimals; a dash where it is not known.</summary>
    public static TextCell Of(double? value, int decimals, bool isBest = false) =>
        new(
            value is double known
                ? known.ToString($"F{decimals}", CultureInfo.InvariantCulture)
                : "-",
            isBest
        );
}
