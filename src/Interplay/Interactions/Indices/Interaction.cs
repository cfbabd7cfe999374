using Interplay.Masks;

namespace Interplay.Interactions.Indices;

/// <summary>A set of parts with its strength under an index.</summary>
/// <param name="Parts">The parts.</param>
/// <param name="Strength">The strength, in the unit of the output.</param>
/// <param name="StandardError">Standard error of the strength, same unit, for independent errors of the coefficients; null where unknown.</param>
public readonly record struct Interaction(
    PartSet Parts,
    double Strength,
    double? StandardError = null
)
{
    /// <summary>
    /// The probability that the sign of the strength is right: Phi(|strength| / standard error), the normal approximation, between 0.5 and 1;
    /// null where the standard error is unknown.
    /// </summary>
    public double? SignProbability =>
        StandardError switch
        {
            null => null,
            0 => Strength == 0 ? 0.5 : 1,
            double error => NormalDistribution.Cumulative(Math.Abs(Strength) / error),
        };
}
