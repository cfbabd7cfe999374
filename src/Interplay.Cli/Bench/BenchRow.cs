namespace Interplay.Cli.Bench;

/// <summary>One case at one setting.</summary>
/// <param name="Case">Name of the case.</param>
/// <param name="Setting">The alpha or budget.</param>
/// <param name="Cells">Cells by method, those that are done.</param>
internal sealed record BenchRow(
    string Case,
    double Setting,
    IReadOnlyDictionary<string, BenchCell> Cells
)
{
    /// <summary>The cell of a method; null while it is not done.</summary>
    public BenchCell? Of(string method) => Cells.GetValueOrDefault(method);

    /// <summary>The best R2 of the row; null when there is none.</summary>
    public double? Best => Cells.Values.Max(static cell => cell.R2);
}
