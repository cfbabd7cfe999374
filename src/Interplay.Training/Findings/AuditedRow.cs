namespace Interplay.Training.Findings;

/// <summary>What an audit says of a training row (or of a part of several rows): whether the model of all others agrees with its label, and what it does to them.</summary>
/// <param name="Part">The part.</param>
/// <param name="LabelFit">
/// How well a panel of models that never saw the row or its copies (the trainer and kernel regressions, weighted by how well they predict left-out
/// targets) agrees with its target: the log-odds that the label is right; for numbers minus the squared error.
/// </param>
/// <param name="LeftOutMargin">
/// What models of the trainer trained without it (and without its copies) say of its own label, on average: the margin, negative where they say another class; for
/// numbers minus the squared error.
/// </param>
/// <param name="LeftOutError">Standard error of <paramref name="LeftOutMargin"/> over contexts.</param>
/// <param name="Effect">What keeping it changes in the margin of the other rows (for numbers: in minus the squared error), on average over them; negative harms.</param>
/// <param name="EffectError">Standard error of <paramref name="Effect"/> over contexts.</param>
/// <param name="ContradictedLabel">Whether <paramref name="LabelFit"/> is negative: others speak against the label. Never for numbers.</param>
public sealed record AuditedRow(
    int Part,
    double LabelFit,
    double LeftOutMargin,
    double LeftOutError,
    double Effect,
    double EffectError,
    bool ContradictedLabel
)
{
    /// <summary>Whether the label is contradicted so strongly, seven to one and more, that it is probably wrong.</summary>
    public bool IsProbablyMislabelled => ContradictedLabel && LabelPanel.IsProbablyWrong(LabelFit);
}
