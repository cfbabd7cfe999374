namespace Interplay.Recovery.TwoFidelity;

/// <summary>
/// How far the recovery with a prior is mixed into the plain one, by their out-of-fold errors e (plain) and d (with the prior): the share w
/// that minimises sum (e + w (d - e))^2 / s^2 + (w - 1/2)^2 / tau^2, s^2 the smaller mean squared error, between 0 and 1. Where the errors fall by
/// less than one fitted number gains by chance, it is 0.
/// </summary>
/// <param name="Share">w, 0 to 1.</param>
/// <param name="Gain">By how much the mean squared error falls, as a share of that of plain recovery.</param>
internal readonly record struct PriorShare(double Share, double Gain)
{
    /// <summary>tau: two recoveries that cannot be told apart are averaged.</summary>
    private const double PriorDeviation = 0.25;

    /// <summary>
    /// The sum of squares must fall by this many s^2: one fitted share takes one off by chance on rows it was fitted to, and loses one on others
    /// (Akaike, 1974).
    /// </summary>
    private const double LeastGain = 2;

    /// <summary>The share for the errors of both on the same rows.</summary>
    public static PriorShare Of(ReadOnlySpan<double> plain, ReadOnlySpan<double> withPrior)
    {
        double plainSum = 0;
        double priorSum = 0;
        double cross = 0;
        for (int row = 0; row < plain.Length; row++)
        {
            plainSum += plain[row] * plain[row];
            priorSum += withPrior[row] * withPrior[row];
            cross += plain[row] * withPrior[row];
        }

        double between = plainSum - 2 * cross + priorSum;
        double variance = Math.Min(plainSum, priorSum) / plain.Length;
        if (between <= 0 || variance <= 0)
        {
            // One of them is exact, or they are the same.
            return new PriorShare(priorSum < plainSum ? 1 : 0, priorSum < plainSum ? 1 : 0);
        }

        double precision = variance / (PriorDeviation * PriorDeviation);
        double share = Math.Clamp((plainSum - cross + precision / 2) / (between + precision), 0, 1);
        double gain = 2 * share * (plainSum - cross) - share * share * between;
        return gain > LeastGain * variance
            ? new PriorShare(share, gain / plainSum)
            : new PriorShare(0, 0);
    }
}
