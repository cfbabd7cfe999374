using Interplay.Measurements.Results;

namespace Interplay.Measurements.Pages;

/// <summary>What was not measured, and why.</summary>
internal static class SkippedRows
{
    public static TextTable? Of(StudyResult result)
    {
        IReadOnlyList<TextCell>[] rows =
        [
            .. result
                .Cells.Where(static cell => cell.Skipped is not null)
                .Select(static cell =>
                    (TextCell[])
                        [
                            cell.Case,
                            StudyResult.Text(cell.Setting),
                            cell.Method,
                            $"{cell.Ablations}",
                            cell.Skipped!,
                        ]
                ),
        ];
        return rows.Length == 0
            ? null
            : new TextTable(
                "Skipped",
                null,
                5,
                [
                    result.Request.Kind.Case,
                    result.Request.Kind.Setting,
                    "method",
                    "ablations",
                    "why",
                ],
                rows
            );
    }
}
