using System.Globalization;
using Interplay.Measurements.Cases;
using Interplay.Measurements.Cells;
using Interplay.Measurements.Studies;

namespace Interplay.Measurements.Results;

/// <summary>The cells of a request, ready to be read.</summary>
/// <param name="Request">What was measured.</param>
/// <param name="Cells">The cells that are done, in the order of the request.</param>
/// <param name="Excluded">Pattern of cases that medians and pooled figures leave out; null for none.</param>
/// <param name="Reference">Figures to compare with.</param>
public sealed record StudyResult(
    StudyRequest Request,
    IReadOnlyList<MeasuredCell> Cells,
    string? Excluded,
    IReadOnlyList<ReferenceFigure> Reference
)
{
    /// <summary>The method that the others are compared with.</summary>
    public string Lead => Request.Methods[0];

    /// <summary>Cases and settings with their cells by method.</summary>
    public IEnumerable<CaseRow> Rows =>
        Cells
            .GroupBy(static cell => (cell.Case, cell.Setting))
            .Select(static group => new CaseRow(
                group.Key.Case,
                group.Key.Setting,
                group.ToDictionary(static cell => cell.Method)
            ));

    /// <summary>Whether medians count a case.</summary>
    public bool Counts(string name) => Excluded is null || !CaseFolder.Fits(Excluded, name);

    /// <summary>What medians are over, by ascending setting.</summary>
    public IEnumerable<SettingGroup> Groups =>
        Rows.Where(row => Counts(row.Case))
            .GroupBy(static row => row.Setting)
            .OrderBy(static rows => rows.Key)
            .Select(rows => SettingGroup.Of(rows.Key, Request.Methods, [.. rows]))
            .Where(static group => group.Rows.Count > 0);

    /// <summary>An alpha or budget as text.</summary>
    public static string Text(double setting) =>
        setting.ToString("0.######", CultureInfo.InvariantCulture);
}
