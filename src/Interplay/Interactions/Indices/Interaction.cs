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
    /// <summary>How many sets this one was chosen among, at least 1.</summary>
    public double Candidates { get; private init; } = 1;

    /// <summary>
    /// The same, chosen among all sets of its size that so many parts have. Single parts are all listed: none of them was chosen.
    /// </summary>
    /// <param name="partCount">Number of parts.</param>
    public Interaction Among(int partCount)
    {
        double candidates = 1;
        for (int i = 0; i < Parts.Order && Parts.Order > 1; i++)
        {
            candidates *= (double)(partCount - i) / (i + 1);
        }

        return this with
        {
            Candidates = Math.Max(1, candidates),
        };
    }

    /// <summary>
    /// The probability that the sign of the strength is right, between 0.5 and 1: 1 - N (1 - Phi(|strength| / standard error)), the normal approximation with
    /// Bonferroni's bound for the choice among N = <see cref="Candidates"/> sets; null where the standard error is unknown.
    /// </summary>
    public double? SignProbability =>
        StandardError switch
        {
            null => null,
            0 => Strength == 0 ? 0.5 : 1,
            double error => Math.Max(
                0.5,
                1 - Candidates * NormalDistribution.Cumulative(-Math.Abs(Strength) / error)
            ),
        };
}
