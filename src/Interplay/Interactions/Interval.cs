namespace Interplay.Interactions;

/// <summary>An estimate with the two ends of its interval.</summary>
/// <param name="Estimate">The estimate.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Estimate, double Low, double High);
