namespace Interplay.Measurements.Pages;

/// <summary>A table to be read, on a terminal or as Markdown.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Words">What the figures mean; null when the title says it.</param>
/// <param name="Labels">Number of columns at the left that hold names; the others hold figures.</param>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">The rows, a cell a column.</param>
public sealed record TextTable(
    string Title,
    string? Words,
    int Labels,
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<TextCell>> Rows
);
