using Interplay.Measurements.Cells;
using Interplay.Measurements.Results;

namespace Interplay.Measurements.Pages;

/// <summary>A row a table and alpha, an R2 column a method.</summary>
internal static class TableRows
{
    private const int Decimals = 4;

    public static TextTable Of(StudyResult result)
    {
        IReadOnlyList<string> methods = result.Request.Methods;
        return new TextTable(
            "Each table",
            $"R2 on the test rows, the best of a row in bold; terms, cross-validated R2 and the share of nominal 90 % intervals that hold the truth are those of {result.Lead}; processor seconds in the order of the methods.",
            1,
            [
                "table",
                "alpha",
                "B",
                .. methods,
                "terms",
                "CV R2",
                "coverage",
                $"s {string.Join(" / ", methods)}",
            ],
            [.. result.Rows.Select(row => Row(row, methods))]
        );
    }

    private static List<TextCell> Row(CaseRow row, IReadOnlyList<string> methods)
    {
        CellFigures? lead = row.Of(methods[0])?.Figures;
        CoveragePool? coverage = lead?.Coverage.SingleOrDefault(static pool =>
            pool.Pool == CoveragePool.All
        );
        return
        [
            row.Case,
            StudyResult.Text(row.Setting),
            $"{row.Cells.Values.First().Ablations}",
            .. methods.Select(method => R2(row, method)),
            lead is null ? "-" : $"{lead.Terms}",
            TextCell.Of(lead?.CrossValidatedR2, Decimals),
            TextCell.Of(
                coverage is { Terms: > 0 } ? (double)coverage.Held / coverage.Terms : null,
                3
            ),
            string.Join(
                " / ",
                methods.Select(method =>
                    TextCell.Of(row.Of(method)?.Figures?.ProcessorSeconds, 2).Text
                )
            ),
        ];
    }

    private static TextCell R2(CaseRow row, string method)
    {
        double? r2 = row.Of(method)?.R2;
        return TextCell.Of(r2, Decimals, r2 is not null && r2 == row.Best && row.Cells.Count > 1);
    }
}
