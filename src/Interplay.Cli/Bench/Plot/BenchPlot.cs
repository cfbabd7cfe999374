namespace Interplay.Cli.Bench.Plot;

/// <summary>R2 against alpha or budget: the median of each method over the cases that medians count, and faintly each case.</summary>
internal static class BenchPlot
{
    /// <summary>The drawing as SVG.</summary>
    public static string Of(BenchResult result)
    {
        IGrouping<double, BenchRow>[] groups = [.. result.CompleteRows];
        PlotSeries[] series =
        [
            .. result.Request.Methods.Select(method => new PlotSeries(
                method,
                new PlotLine([
                    .. groups.Select(group =>
                        (
                            group.Key,
                            Statistics.Median(group.Select(row => row.Of(method)!.R2!.Value))!.Value
                        )
                    ),
                ]),
                [
                    .. groups
                        .SelectMany(static group => group)
                        .GroupBy(static row => row.Case)
                        .Select(rows => new PlotLine([
                            .. rows.Select(row => (row.Setting, row.Of(method)!.R2!.Value)),
                        ])),
                ]
            )),
        ];
        return new SvgDrawing(
            series,
            result.Request.Kind.Setting,
            $"R2 on held-out masks: median of {Count(groups)} {result.Request.Kind.Case}s, each of them faintly"
        ).ToString();
    }

    private static string Count(IGrouping<double, BenchRow>[] groups)
    {
        int least = groups.Select(static group => group.Count()).DefaultIfEmpty().Min();
        int most = groups.Select(static group => group.Count()).DefaultIfEmpty().Max();
        return least == most ? $"{most}" : $"{least} to {most}";
    }
}
