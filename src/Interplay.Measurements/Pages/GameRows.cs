using Interplay.Measurements.Cells;
using Interplay.Measurements.Results;

namespace Interplay.Measurements.Pages;

/// <summary>A row a game, budget and method.</summary>
internal static class GameRows
{
    public static TextTable Of(StudyResult result) =>
        new(
            "Each game",
            "The best R2 of a game and budget in bold.",
            2,
            [
                "game",
                "method",
                "budget",
                "ablations",
                "R2",
                "recall",
                "Shapley error",
                "terms",
                "CV R2",
                "processor s",
            ],
            [
                .. result.Rows.SelectMany(row =>
                    row.Cells.Values.Where(static cell => cell.Figures is not null)
                        .Select(cell => Row(row, cell, cell.Figures!))
                ),
            ]
        );

    private static List<TextCell> Row(CaseRow row, MeasuredCell cell, CellFigures figures) =>
        [
            cell.Case,
            cell.Method,
            StudyResult.Text(cell.Setting),
            $"{cell.Ablations}",
            TextCell.Of(
                figures.R2,
                4,
                figures.R2 is not null && figures.R2 == row.Best && row.Cells.Count > 1
            ),
            TextCell.Of(figures.Recall, 3),
            TextCell.Of(figures.ShapleyError, 5),
            $"{figures.Terms}",
            TextCell.Of(figures.CrossValidatedR2, 4),
            TextCell.Of(figures.ProcessorSeconds, 2),
        ];
}
