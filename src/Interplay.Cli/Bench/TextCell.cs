namespace Interplay.Cli.Bench;

/// <summary>One cell of a table to be read.</summary>
/// <param name="Text">What stands in it.</param>
/// <param name="IsBest">Whether it is the best of its row and stands out.</param>
internal readonly record struct TextCell(string Text, bool IsBest = false)
{
    public static implicit operator TextCell(string text) => new(text);

    /// <summary>A figure with a fixed number of decimals; a dash where it is not known.</summary>
    public static TextCell Of(double? value, int decimals, bool isBest = false) =>
        new(value is double known ? known.ToString($"F{decimals}") : "-", isBest);
}
