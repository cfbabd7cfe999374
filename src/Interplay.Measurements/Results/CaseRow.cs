using Interplay.Measurements.Cells;

namespace Interplay.Measurements.Results;

/// <summary>One case at one setting.</summary>
/// <param name="Case">Name of the case.</param>
/// <param name="Setting">The alpha or budget.</param>
/// <param name="Cells">Cells by method, those that are done.</param>
public sealed record CaseRow(
    string Case,
    double Setting,
    IReadOnlyDictionary<string, MeasuredCell> Cells
)
{
    /// <summary>The cell of a method; null while it is not done.</summary>
    public MeasuredCell? Of(string method) => Cells.GetValueOrDefault(method);

    /// <summary>The best R2 of the row; null when there is none.</summary>
    public double? Best => Cells.Values.Max(static cell => cell.R2);
}
