namespace Interplay.Llm.Readouts;

/// <summary>
/// Log-odds of sets of labels. Where the odds are nearly even, the sums are formed with twice the digits of a double, so that their difference,
/// and with it the small log-odds, keeps its digits.
/// </summary>
internal static class LabelSets
{
    /// <summary>Log-odds nearer to zero than this are computed with twice the digits; beyond, fewer than three digits cancel.</summary>
    private const double NearlyEven = 0.01;

    public static double LogOdds(ReadOnlySpan<double> positive, ReadOnlySpan<double> negative)
    {
        double high = LogMath.LogSumExp(positive);
        double low = LogMath.LogSumExp(negative);
        double odds = high - low;
        if (!double.IsFinite(odds) || Math.Abs(odds) > NearlyEven)
        {
            return odds;
        }

        double shift = Math.Max(high, low);
        DoubleDouble more = Sum(positive, shift);
        DoubleDouble less = Sum(negative, shift);
        return LogMath.Log1p((more - less).Value / less.Value);
    }

    private static DoubleDouble Sum(ReadOnlySpan<double> values, double shift)
    {
        DoubleDouble sum = default;
        foreach (double value in values)
        {
            sum += DoubleDouble.Exp(DoubleDouble.Difference(value, shift));
        }

        return sum;
    }
}
