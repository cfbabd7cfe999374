using Interplay.Cli.Bench.Sections;

namespace Interplay.Cli.Bench;

/// <summary>What a report of measurements shows, in order.</summary>
internal static class BenchReport
{
    /// <summary>The figures that sum up.</summary>
    public static IEnumerable<TextTable> Summary(BenchResult result) =>
        new[]
        {
            MedianRows.Of(result),
            TrustRows.Of(result),
            ReferenceRows.Of(result),
        }.OfType<TextTable>();

    /// <summary>The figures one by one, and what is missing.</summary>
    public static IEnumerable<TextTable> Details(BenchResult result) =>
        new[]
        {
            result.Request.Kind == BenchKind.Tables ? TableRows.Of(result) : GameRows.Of(result),
            SkippedRows.Of(result),
        }.OfType<TextTable>();
}
