namespace Interplay.Cli.Bench;

/// <summary>An R2 that was measured elsewhere.</summary>
/// <param name="Case">Name of the case.</param>
/// <param name="Setting">The alpha or budget.</param>
/// <param name="Column">What was measured, such as another method.</param>
/// <param name="Value">R2.</param>
internal readonly record struct ReferenceFigure(
    string Case,
    double Setting,
    string Column,
    double Value
);
