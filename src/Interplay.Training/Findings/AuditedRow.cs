namespace Interplay.Training.Findings;

/// <summary>What an audit says of a training row (or of a part of several rows): whether the model of all others agrees with its label, and what it does to them.</summary>
/// <param name="Part">The part.</param>
/// <param name="LeftOutMargin">
/// What models trained without it (and without its copies) say of its own label, on average: the margin, negative where they say another class; for
/// numbers minus the squared error.
/// </param>
/// <param name="LeftOutError">Standard error of <paramref name="LeftOutMargin"/> over contexts.</param>
/// <param name="Effect">What keeping it changes in the margin of the other rows (for numbers: in minus the squared error), on average over them; negative harms.</param>
/// <param name="EffectError">Standard error of <paramref name="Effect"/> over contexts.</param>
/// <param name="ContradictedLabel">Whether the left-out margin is negative beyond two standard errors: the label is probably wrong. Never for numbers.</param>
public sealed record AuditedRow(
    int Part,
    double LeftOutMargin,
    double LeftOutError,
    double Effect,
    double EffectError,
    bool ContradictedLabel
);
