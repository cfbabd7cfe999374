namespace Interplay.Recovery.TwoFidelity;

/// <summary>Whether one way of predicting beats another on the same masks beyond noise.</summary>
internal static class PairedGain
{
    /// <summary>Standard errors by which the mean squared error must fall before the second way is taken.</summary>
    public const double Threshold = 1;

    /// <summary>
    /// The mean over the rows of e_i^2 - d_i^2 in units of its standard error, e the errors of the first way and d those of the second. Above 0
    /// the second is better. 0 where all differences are alike.
    /// </summary>
    public static double Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double mean = 0;
        for (int row = 0; row < first.Length; row++)
        {
            mean += Difference(first, second, row) / first.Length;
        }

        double variance = 0;
        for (int row = 0; row < first.Length; row++)
        {
            double deviation = Difference(first, second, row) - mean;
            variance += deviation * deviation / (first.Length - 1);
        }

        return variance > 0 ? mean / Math.Sqrt(variance / first.Length) : 0;
    }

    private static double Difference(
        ReadOnlySpan<double> first,
        ReadOnlySpan<double> second,
        int row
    ) => first[row] * first[row] - second[row] * second[row];
}
