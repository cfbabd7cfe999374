using Interplay.Masks;

namespace Interplay.Optimisation;

/// <summary>The best mask that was found, and how far it is proven to be the best.</summary>
/// <param name="Mask">The kept parts.</param>
/// <param name="Value">What the spectrum gives for it, in the unit of the output.</param>
/// <param name="Bound">No mask that is allowed is better than this, rounding of the coefficients included; same unit.</param>
/// <param name="RoundingError">Most that the integer coefficients change the value of any mask; same unit.</param>
/// <param name="IsProven">Whether no allowed mask is better by more than twice the rounding error; false when the work limit came first.</param>
public sealed record OptimalMask(
    Mask Mask,
    double Value,
    double Bound,
    double RoundingError,
    bool IsProven
)
{
    /// <summary>How much better an allowed mask could at most be; same unit, 0 or more.</summary>
    public double Gap => Math.Abs(Bound - Value);
}
