namespace Interplay.Interactions.Trust;

/// <summary>How well one round predicts one output, and what more would cost.</summary>
/// <param name="R2">
/// R2 on held-out masks where there are any, else by cross-validation, with a 90 % interval; null where it is undefined, as for a constant.
/// </param>
/// <param name="NextPoint">Ablations that raise R2 by 0.01; null where R2 is within 0.01 of 1, or not above 0 beyond doubt.</param>
public sealed record RoundScore(Interval? R2, PointPrice? NextPoint);
