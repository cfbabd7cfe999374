using Interplay.Measurements.Results;
using Interplay.Measurements.Studies;

namespace Interplay.Measurements.Pages;

/// <summary>What a report of measurements shows, in order.</summary>
public static class StudyTables
{
    /// <summary>The figures that sum up.</summary>
    public static IEnumerable<TextTable> Summary(StudyResult result) =>
        new[]
        {
            MedianRows.Of(result),
            TrustRows.Of(result),
            ReferenceRows.Of(result),
        }.OfType<TextTable>();

    /// <summary>The figures one by one, and what is missing.</summary>
    public static IEnumerable<TextTable> Details(StudyResult result) =>
        new[]
        {
            result.Request.Kind == StudyKind.Tables ? TableRows.Of(result) : GameRows.Of(result),
            SkippedRows.Of(result),
        }.OfType<TextTable>();
}
