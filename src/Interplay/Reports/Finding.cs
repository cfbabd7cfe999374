using Interplay.Masks;

namespace Interplay.Reports;

/// <summary>A statement on a part, or on parts that act together.</summary>
/// <param name="Kind">What is said.</param>
/// <param name="Output">Name of the output; null for a statement on the data alone (<see cref="FindingKind.Duplicate"/>, <see cref="FindingKind.Contradiction"/>).</param>
/// <param name="Parts">Of which parts, at least one.</param>
/// <param name="Strength">What keeping the part changes, or the joint effect beyond those of smaller sets, in the unit of the output, on average over masks of the run's kept share; null without an output.</param>
/// <param name="StandardError">Its standard error; null where it is not known.</param>
public sealed record Finding(
    FindingKind Kind,
    string? Output,
    PartSet Parts,
    double? Strength = null,
    double? StandardError = null
);
