using Interplay.Measurements.Results;

namespace Interplay.Measurements.Plots;

/// <summary>R2 against alpha or budget: the median of each method over the cases that medians count, and faintly each case.</summary>
public static class StudyPlot
{
    /// <summary>The drawing as SVG.</summary>
    public static string Of(StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        SettingGroup[] groups = [.. result.Groups];
        PlotSeries[] series =
        [
            .. result.Request.Methods.Select(method =>
                Series(method, [.. groups.Where(group => group.Methods.Contains(method))])
            ),
        ];
        return new SvgDrawing(
            series,
            result.Request.Kind.Axis,
            $"R2 on held-out masks: median of {Count(groups)} {result.Request.Kind.Case}s{(result.Excluded is null ? "" : $" without {result.Excluded}")}, each of them faintly"
        ).ToString();
    }

    private static PlotSeries Series(string method, SettingGroup[] groups) =>
        new(
            method,
            [.. groups.Select(group => (group.Setting, group.R2(method)!.Value))],
            [
                .. groups
                    .SelectMany(static group => group.Rows)
                    .GroupBy(static row => row.Case)
                    .Select(rows =>
                        rows.Select(row => (row.Setting, row.Of(method)!.R2!.Value)).ToArray()
                    ),
            ]
        );

    private static string Count(SettingGroup[] groups)
    {
        int least = groups.Select(static group => group.Rows.Count).DefaultIfEmpty().Min();
        int most = groups.Select(static group => group.Rows.Count).DefaultIfEmpty().Max();
        return least == most ? $"{most}" : $"{least} to {most}";
    }
}
