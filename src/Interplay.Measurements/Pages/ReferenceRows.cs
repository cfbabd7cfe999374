using Interplay.Measurements.Cells;
using Interplay.Measurements.Results;

namespace Interplay.Measurements.Pages;

/// <summary>The first method against figures that were measured elsewhere.</summary>
internal static class ReferenceRows
{
    /// <summary>Differences below this are counted as losses; smaller ones are noise of the test rows.</summary>
    private const double Margin = -0.01;

    public static TextTable? Of(StudyResult result)
    {
        (ReferenceFigure Figure, double Lead)[] pairs =
        [
            .. result
                .Rows.Join(
                    result.Reference,
                    static row => (row.Case, row.Setting),
                    static figure => (figure.Case, figure.Setting),
                    (row, figure) => (figure, row.Of(result.Lead)?.R2)
                )
                .Where(static pair => pair.Item2 is not null)
                .Select(static pair => (pair.figure, pair.Item2!.Value)),
        ];
        return pairs.Length == 0
            ? null
            : new TextTable(
                "Against the reference",
                $"R2 of {result.Lead} less the reference; above 0 {result.Lead} is better. On every case, also those that medians leave out.",
                0,
                [
                    result.Request.Kind.Setting,
                    "reference",
                    $"{result.Request.Kind.Case}s",
                    "median",
                    "least",
                    "where",
                    $"under {TextCell.Difference(Margin).Text}",
                ],
                [
                    .. pairs
                        .GroupBy(static pair => (pair.Figure.Setting, pair.Figure.Column))
                        .OrderBy(static group => group.Key.Setting)
                        .Select(static group =>
                            Row(group.Key.Setting, group.Key.Column, [.. group])
                        ),
                ]
            );
    }

    private static TextCell[] Row(
        double setting,
        string column,
        (ReferenceFigure Figure, double Lead)[] pairs
    )
    {
        (ReferenceFigure figure, double lead) = pairs.MinBy(static pair =>
            pair.Lead - pair.Figure.Value
        );
        return
        [
            StudyResult.Text(setting),
            column,
            $"{pairs.Length}",
            TextCell.Difference(
                Statistics.Median(pairs.Select(static pair => pair.Lead - pair.Figure.Value))!.Value
            ),
            TextCell.Difference(lead - figure.Value),
            figure.Case,
            $"{pairs.Count(static pair => pair.Lead - pair.Figure.Value < Margin)}",
        ];
    }
}
