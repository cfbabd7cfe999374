namespace Interplay.Cli.Sections;

/// <summary>How a report is shown.</summary>
/// <param name="Top">How many interactions to list.</param>
/// <param name="Show">The output to show in full, by its name or a piece of it; null for all, in short where there are many.</param>
internal sealed record ReportView(int Top, string? Show = null);
