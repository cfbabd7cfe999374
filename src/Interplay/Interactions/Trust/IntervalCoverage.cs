namespace Interplay.Interactions.Trust;

/// <summary>How often the nominal 90 % intervals of coefficients hold the truth: the honesty of error bars, as <see cref="Faithfulness"/> is that of predictions.</summary>
public sealed record IntervalCoverage
{
    /// <summary>Number of intervals judged: the terms that have a standard error.</summary>
    public required int Terms { get; init; }

    /// <summary>How many of them hold the truth (<see cref="CoefficientDeviation.IsHeld"/>).</summary>
    public required int Held { get; init; }

    /// <summary>
    /// Actual over stated error: the root of sum (deviation^2 - its own variance) / sum (standard error)^2. 1 is right; 1.2 asks for error bars
    /// 1.2 times as wide; 0 where the deviations are no larger than the noise of their estimates. Unlike the share of intervals that hold, it
    /// is not drawn towards 90 % where the estimates of the truth are coarser than the error bars. Null when every standard error is 0 or there
    /// is none.
    /// </summary>
    public required double? ErrorRatio { get; init; }

    /// <summary>Share of the intervals that hold the truth, 0 to 1; .9 is nominal. Null when there is none.</summary>
    public double? Share => Terms == 0 ? null : (double)Held / Terms;

    /// <summary>
    /// Counts over the given deviations; those of terms without a standard error are left out. The choice of terms must not look at the fresh
    /// masks. A choice by the coefficients themselves, such as the largest ones, asks about the intervals that people read, and prices in
    /// that large estimates tend to be overestimates.
    /// </summary>
    public static IntervalCoverage Of(IEnumerable<CoefficientDeviation> deviations)
    {
        ArgumentNullException.ThrowIfNull(deviations);
        int terms = 0;
        int held = 0;
        double actual = 0;
        double stated = 0;
        foreach (CoefficientDeviation deviation in deviations)
        {
            if (deviation.Term.StandardError is not double error)
            {
                continue;
            }

            terms++;
            held += deviation.IsHeld ? 1 : 0;
            actual +=
                deviation.Deviation * deviation.Deviation
                - deviation.StandardError * deviation.StandardError;
            stated += error * error;
        }

        return new IntervalCoverage
        {
            Terms = terms,
            Held = held,
            ErrorRatio = stated > 0 ? Math.Sqrt(Math.Max(0, actual) / stated) : null,
        };
    }
}
