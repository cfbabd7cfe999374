namespace Interplay.Cli.Terminal;

/// <summary>How a report is shown.</summary>
/// <param name="Top">How many interactions to list.</param>
/// <param name="IsPlain">No colours, whatever the terminal can do.</param>
/// <param name="Measured">What the model itself gives for the whole input; null when it is not at hand.</param>
internal sealed record ReportView(int Top, bool IsPlain, double? Measured = null);
