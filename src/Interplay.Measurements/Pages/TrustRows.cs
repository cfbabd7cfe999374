using Interplay.Measurements.Cells;
using Interplay.Measurements.Results;

namespace Interplay.Measurements.Pages;

/// <summary>Whether methods know how good they are: cross-validated R2 against held-out R2, and error bars against the truth.</summary>
internal static class TrustRows
{
    public static TextTable? Of(StudyResult result)
    {
        IReadOnlyList<TextCell>[] rows =
        [
            .. result
                .Cells.Where(cell => result.Counts(cell.Case) && cell.Figures is not null)
                .GroupBy(static cell => (cell.Setting, cell.Method))
                .Where(static group =>
                    group.Any(static cell =>
                        cell.Figures!.CrossValidatedR2 is not null
                        || cell.Figures.Coverage.Count > 0
                    )
                )
                .OrderBy(static group => group.Key.Setting)
                .Select(group => Row(group.Key.Setting, group.Key.Method, [.. group])),
        ];
        return rows.Length == 0
            ? null
            : new TextTable(
                "Trust",
                "CV error: mean distance of cross-validated from held-out R2. Coverage: share of the nominal 90 % intervals of coefficients that hold the truth, pooled over cases; the truth is estimated on masks that the method did not see, and the error of that estimate is added to the interval in quadrature. It is given for all terms returned, for single parts, which are returned whatever their size, and for the 50 strongest of each case. Error ratio: actual over stated error of all terms, the median over cases; 1.2 asks for error bars 1.2 times as wide.",
                0,
                [
                    result.Request.Kind.Setting,
                    "method",
                    "CV error",
                    "intervals",
                    "coverage, all",
                    CoveragePool.Singles,
                    CoveragePool.Strongest,
                    "error ratio",
                ],
                rows
            );
    }

    private static TextCell[] Row(double setting, string method, MeasuredCell[] cells)
    {
        CoveragePool[] pools = [.. cells.SelectMany(static cell => cell.Figures!.Coverage)];
        return
        [
            StudyResult.Text(setting),
            method,
            TextCell.Of(CrossValidationError(cells), 4),
            $"{pools.Where(static pool => pool.Pool == CoveragePool.All).Sum(static pool => pool.Terms)}",
            Coverage(pools, CoveragePool.All),
            Coverage(pools, CoveragePool.Singles),
            Coverage(pools, CoveragePool.Strongest),
            TextCell.Of(
                Statistics.Median(
                    pools
                        .Where(static pool =>
                            pool is { Pool: CoveragePool.All, ErrorRatio: not null }
                        )
                        .Select(static pool => pool.ErrorRatio!.Value)
                ),
                2
            ),
        ];
    }

    private static double? CrossValidationError(MeasuredCell[] cells) =>
        Statistics.Mean(
            cells
                .Where(static cell =>
                    cell.R2 is not null && cell.Figures!.CrossValidatedR2 is not null
                )
                .Select(static cell =>
                    (double?)Math.Abs(cell.Figures!.CrossValidatedR2!.Value - cell.R2!.Value)
                )
        );

    private static TextCell Coverage(CoveragePool[] pools, string name)
    {
        CoveragePool[] chosen = [.. pools.Where(pool => pool.Pool == name)];
        int terms = chosen.Sum(static pool => pool.Terms);
        return TextCell.Of(
            terms == 0 ? null : (double)chosen.Sum(static pool => pool.Held) / terms,
            3
        );
    }
}
