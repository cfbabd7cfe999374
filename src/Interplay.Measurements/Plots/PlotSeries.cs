namespace Interplay.Measurements.Plots;

/// <summary>What a plot shows of one method: points of alpha or budget with R2, ascending.</summary>
/// <param name="Name">Name of the method.</param>
/// <param name="Median">The median over cases.</param>
/// <param name="Cases">A line a case, shown faintly.</param>
internal sealed record PlotSeries(
    string Name,
    IReadOnlyList<(double X, double Y)> Median,
    IReadOnlyList<IReadOnlyList<(double X, double Y)>> Cases
);
