using Interplay.Interactions.Trust;

namespace Interplay.Measurements.Cells;

/// <summary>Coverage of nominal 90 % intervals over one choice of terms.</summary>
/// <param name="Pool">Which terms.</param>
/// <param name="Terms">Number of intervals.</param>
/// <param name="Held">How many hold the truth.</param>
/// <param name="ErrorRatio">Actual over stated error; null where it is not defined.</param>
public sealed record CoveragePool(string Pool, int Terms, int Held, double? ErrorRatio)
{
    /// <summary>Every term that was returned.</summary>
    public const string All = "all";

    /// <summary>Terms of one part: nearly all of them are returned, so nothing was selected.</summary>
    public const string Singles = "singles";

    /// <summary>The terms of largest magnitude: those that people read, and where selection tells most.</summary>
    public const string Strongest = "strongest 50";

    private const int StrongestCount = 50;

    /// <summary>The three pools of one spectrum.</summary>
    public static IEnumerable<CoveragePool> Of(IReadOnlyList<CoefficientDeviation> deviations)
    {
        yield return Of(All, deviations);
        yield return Of(Singles, deviations.Where(static d => d.Term.Parts.Order == 1));
        yield return Of(
            Strongest,
            deviations
                .OrderByDescending(static d => Math.Abs(d.Term.Coefficient))
                .Take(StrongestCount)
        );
    }

    private static CoveragePool Of(string pool, IEnumerable<CoefficientDeviation> deviations)
    {
        var coverage = IntervalCoverage.Of(deviations);
        return new CoveragePool(pool, coverage.Terms, coverage.Held, coverage.ErrorRatio);
    }
}
