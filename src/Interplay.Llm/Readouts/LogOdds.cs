using System.Globalization;

namespace Interplay.Llm.Readouts;

/// <summary>
/// Log-odds from log-probabilities. Accurate to 1e-12 relative (measured: 2e-15, and 2e-14 between sets of labels) for the log-probabilities as the doubles they are, from p = 1e-300 to
/// p = 1 - 1e-16, also where the odds are nearly even: near p = 1/2 the log-odds are 2 (l + ln 2), so that ln 2 is needed to twice the digits
/// of a double. What a rounded log-probability leaves unknown nobody can give back: near p = 1/2 an error d of l is an error 2 d of the log-odds.
/// </summary>
public static class LogOdds
{
    /// <summary>
    /// Log-probabilities of this magnitude or less cannot be told from 0 in single precision, which servers compute in: half the distance from
    /// 1 to the next smaller number, 2^-25.
    /// </summary>
    public const double SinglePrecision = 1.0 / (1 << 25);

    /// <summary>log p/(1-p) from l = log p.</summary>
    /// <param name="logProbability">l, at most 0.</param>
    /// <returns>The log-odds in nats; positive infinity for l = 0, negative infinity for l = negative infinity.</returns>
    /// <exception cref="InterplayException"><c>log-probability-positive</c>: l is above 0 or not a number.</exception>
    public static double FromLogProbability(double logProbability) =>
        OfSum(Checked(logProbability), 0);

    /// <summary>log P/(1-P) from the log-probabilities of the tokens of a continuation, where log P is their sum; the sum is kept to twice the digits of a double.</summary>
    /// <param name="logProbabilities">One number a token, each at most 0.</param>
    /// <returns>The log-odds in nats.</returns>
    /// <exception cref="InterplayException"><c>log-probability-positive</c>: a number is above 0 or not a number.</exception>
    public static double FromLogProbabilities(ReadOnlySpan<double> logProbabilities)
    {
        (double sum, double tail) = SumOf(logProbabilities);
        return OfSum(sum, tail);
    }

    /// <summary>The log-probability of a continuation: the compensated sum of those of its tokens.</summary>
    /// <param name="logProbabilities">One number a token, each at most 0.</param>
    /// <exception cref="InterplayException"><c>log-probability-positive</c>: a number is above 0 or not a number.</exception>
    public static double Total(ReadOnlySpan<double> logProbabilities)
    {
        (double sum, double tail) = SumOf(logProbabilities);
        return sum + tail;
    }

    /// <summary>
    /// Log-odds of one set of labels against another: log sum exp of the first less that of the second. Between two single labels it is the
    /// correctly rounded difference.
    /// </summary>
    /// <param name="positive">Log-probabilities of the labels of high values, at least one.</param>
    /// <param name="negative">Log-probabilities of the labels of low values, at least one.</param>
    public static double Between(ReadOnlySpan<double> positive, ReadOnlySpan<double> negative)
    {
        ArgumentOutOfRangeException.ThrowIfZero(positive.Length, nameof(positive));
        ArgumentOutOfRangeException.ThrowIfZero(negative.Length, nameof(negative));
        return positive.Length == 1 && negative.Length == 1
            ? positive[0] - negative[0]
            : LabelSets.LogOdds(positive, negative);
    }

    /// <summary>
    /// With d = l + ln 2: exp(-l) - 1 = 1 + 2 (exp(-d) - 1), and the log-odds are -log of that. The subtraction of ln 2 is exact between l/2
    /// and 2 l (Sterbenz), so that d has all its digits; elsewhere l - log(1 - exp(l)) does not cancel.
    /// </summary>
    private static double OfSum(double l, double tail)
    {
        if (l is <= -LogMath.Ln2 / 2 and >= -2 * LogMath.Ln2)
        {
            double distance = l + LogMath.Ln2 + (LogMath.Ln2Tail + tail);
            return -LogMath.Log1p(2 * LogMath.Expm1(-distance));
        }

        double sum = l + tail;
        return sum == 0 ? double.PositiveInfinity
            : double.IsNegativeInfinity(sum) ? sum
            : sum - LogMath.LogOneMinusExp(sum);
    }

    /// <summary>The sum as two doubles that do not overlap (Knuth's exact addition of two numbers, errors summed apart).</summary>
    private static (double Sum, double Tail) SumOf(ReadOnlySpan<double> numbers)
    {
        double sum = 0;
        double tail = 0;
        foreach (double number in numbers)
        {
            double next = sum + Checked(number);
            if (double.IsInfinity(next))
            {
                return (next, 0);
            }

            double back = next - sum;
            tail += sum - (next - back) + (number - back);
            sum = next;
        }

        double whole = sum + tail;
        return (whole, tail - (whole - sum));
    }

    private static double Checked(double logProbability) =>
        logProbability <= 0
            ? logProbability
            : throw new InterplayException(
                ErrorKind.Data,
                "log-probability-positive",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A log-probability is at most 0; found {logProbability}."
                )
            );
}
