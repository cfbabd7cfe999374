using Interplay.Interactions.Indices;
using Interplay.Masks;

namespace Interplay.Interactions.Trust;

/// <summary>How sure the sign of a reported interaction is.</summary>
/// <param name="Parts">The parts.</param>
/// <param name="Probability">Probability that the sign is right, 0.5 to 1, by the normal approximation; null where no standard error is known.</param>
public readonly record struct SignStability(PartSet Parts, double? Probability)
{
    /// <summary>Signs are judged for this many of the strongest interactions.</summary>
    internal const int Most = 200;

    /// <summary>The signs of interactions, in their order.</summary>
    internal static IReadOnlyList<SignStability> Of(IReadOnlyList<Interaction> interactions) =>
        [
            .. interactions.Select(static interaction => new SignStability(
                interaction.Parts,
                interaction.SignProbability
            )),
        ];
}
