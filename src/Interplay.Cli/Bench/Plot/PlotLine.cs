namespace Interplay.Cli.Bench.Plot;

/// <summary>One line of a plot.</summary>
/// <param name="Points">Alpha or budget with R2, ascending.</param>
internal sealed record PlotLine(IReadOnlyList<(double X, double Y)> Points);
