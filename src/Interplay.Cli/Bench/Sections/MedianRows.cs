namespace Interplay.Cli.Bench.Sections;

/// <summary>Median R2 by setting and method, and where the first method does worst against the others.</summary>
internal static class MedianRows
{
    public static TextTable Of(BenchResult result)
    {
        BenchKind kind = result.Request.Kind;
        IReadOnlyList<string> methods = result.Request.Methods;
        bool compares = methods.Count > 1;
        return new TextTable(
            "Medians",
            $"Median R2 over the {kind.Case}s where every method was measured{(result.Excluded is null ? "" : $", without {result.Excluded}")}."
                + (
                    compares
                        ? $" Least lead: R2 of {result.Lead} less the best of the others, where that is smallest."
                        : ""
                ),
            0,
            [
                kind.Setting,
                $"{kind.Case}s",
                .. methods,
                .. compares ? (string[])["least lead", "where"] : [],
                .. methods.Select(static method => $"s {method}"),
            ],
            [.. result.CompleteRows.Select(group => Row(group.Key, [.. group], methods))]
        );
    }

    private static List<TextCell> Row(
        double setting,
        BenchRow[] rows,
        IReadOnlyList<string> methods
    ) =>
        [
            BenchResult.Text(setting),
            $"{rows.Length}",
            .. methods.Select(method =>
                TextCell.Of(Statistics.Median(rows.Select(row => row.Of(method)!.R2!.Value)), 4)
            ),
            .. methods.Count > 1 ? LeastLead(rows, methods) : [],
            .. methods.Select(method =>
                TextCell.Of(
                    Statistics.Median(
                        rows.Select(row => row.Of(method)!.Figures!.ProcessorSeconds)
                    ),
                    2
                )
            ),
        ];

    private static TextCell[] LeastLead(BenchRow[] rows, IReadOnlyList<string> methods)
    {
        (double lead, string name) = rows.Select(row =>
                (
                    row.Of(methods[0])!.R2!.Value
                        - methods.Skip(1).Max(method => row.Of(method)!.R2!.Value),
                    row.Case
                )
            )
            .MinBy(static lead => lead.Item1);
        return [lead.ToString("+0.0000;-0.0000"), name];
    }
}
