using Interplay.Measurements.Results;
using Interplay.Measurements.Studies;

namespace Interplay.Measurements.Pages;

/// <summary>Median R2 by setting and method, and where the first method does worst against the others.</summary>
internal static class MedianRows
{
    public static TextTable Of(StudyResult result)
    {
        StudyKind kind = result.Request.Kind;
        IReadOnlyList<string> methods = result.Request.Methods;
        bool compares = methods.Count > 1;
        return new TextTable(
            "Medians",
            $"Median R2 over the {kind.Case}s where every method was measured that gave anything at this {kind.Setting}{(result.Excluded is null ? "" : $", without {result.Excluded}")}."
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
            [.. result.Groups.Select(group => Row(group, methods))]
        );
    }

    private static List<TextCell> Row(SettingGroup group, IReadOnlyList<string> methods) =>
        [
            StudyResult.Text(group.Setting),
            $"{group.Rows.Count}",
            .. methods.Select(method => TextCell.Of(group.R2(method), 4)),
            .. methods.Count > 1 ? LeastLead(group, methods[0]) : [],
            .. methods.Select(method => TextCell.Of(group.ProcessorSeconds(method), 2)),
        ];

    private static TextCell[] LeastLead(SettingGroup group, string method) =>
        group.LeastLead(method) is (double lead, string name)
            ? [TextCell.Difference(lead), name]
            : ["-", "-"];
}
