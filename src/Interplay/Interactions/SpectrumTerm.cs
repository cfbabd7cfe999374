using Interplay.Masks;

namespace Interplay.Interactions;

/// <summary>One Fourier term.</summary>
/// <param name="Parts">The set S; empty for the constant.</param>
/// <param name="Coefficient">F(S), in the unit of the output.</param>
/// <param name="StandardError">Standard error of the coefficient, same unit; null where it is not known.</param>
public readonly record struct SpectrumTerm(
    PartSet Parts,
    double Coefficient,
    double? StandardError = null
);
