using Interplay.Measurements.Cells;

namespace Interplay.Measurements.Results;

/// <summary>The cases of one setting that medians are over: those where every method that gave anything at this setting has an R2, so that all medians are over the same cases.</summary>
/// <param name="Setting">The alpha or budget.</param>
/// <param name="Methods">The methods that gave anything, in the order of the request.</param>
/// <param name="Rows">The rows, complete in these methods.</param>
public sealed record SettingGroup(
    double Setting,
    IReadOnlyList<string> Methods,
    IReadOnlyList<CaseRow> Rows
)
{
    /// <summary>Picks the methods and rows.</summary>
    public static SettingGroup Of(
        double setting,
        IReadOnlyList<string> methods,
        IReadOnlyList<CaseRow> rows
    )
    {
        string[] present =
        [
            .. methods.Where(method => rows.Any(row => row.Of(method)?.R2 is not null)),
        ];
        return new SettingGroup(
            setting,
            present,
            present.Length == 0
                ? []
                : [.. rows.Where(row => present.All(method => row.Of(method)?.R2 is not null))]
        );
    }

    /// <summary>Median R2 of a method; null where it gave nothing.</summary>
    public double? R2(string method) =>
        Methods.Contains(method)
            ? Statistics.Median(Rows.Select(row => row.Of(method)!.R2!.Value))
            : null;

    /// <summary>Median processor seconds of a method; null where it gave nothing.</summary>
    public double? ProcessorSeconds(string method) =>
        Methods.Contains(method)
            ? Statistics.Median(Rows.Select(row => row.Of(method)!.Figures!.ProcessorSeconds))
            : null;

    /// <summary>R2 of a method less the best of the others, where that is smallest; null without others.</summary>
    public (double Lead, string Case)? LeastLead(string method)
    {
        string[] others = [.. Methods.Where(other => other != method)];
        return others.Length == 0 || !Methods.Contains(method)
            ? null
            : Rows.Select(row =>
                    (
                        row.Of(method)!.R2!.Value - others.Max(other => row.Of(other)!.R2!.Value),
                        row.Case
                    )
                )
                .MinBy(static lead => lead.Item1);
    }
}
