namespace Interplay.Cli.Bench.Plot;

/// <summary>What a plot shows of one method.</summary>
/// <param name="Name">Name of the method.</param>
/// <param name="Median">The median over cases.</param>
/// <param name="Cases">A line a case, shown faintly.</param>
internal sealed record PlotSeries(string Name, PlotLine Median, IReadOnlyList<PlotLine> Cases);
