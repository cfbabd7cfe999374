using Interplay.Masks;

namespace Interplay.Interactions.Trust;

/// <summary>How sure the sign of a reported interaction is.</summary>
/// <param name="Parts">The parts.</param>
/// <param name="Probability">Probability that the sign is right, 0.5 to 1, by the normal approximation; null where no standard error is known.</param>
public readonly record struct SignStability(PartSet Parts, double? Probability);
