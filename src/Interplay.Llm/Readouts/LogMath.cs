namespace Interplay.Llm.Readouts;

/// <summary>
/// exp(x) - 1 and log(1 + x) to a few units in the last place for every argument, after Kahan: the rounding of the inner result is divided out
/// again (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, 1.14.1). The functions of the runtime subtract and lose every digit near zero.
/// </summary>
internal static class LogMath
{
    /// <summary>ln 2 rounded to a double.</summary>
    public const double Ln2 = 0.693147180559945286226764;

    /// <summary>What rounding left of ln 2.</summary>
    public const double Ln2Tail = 2.319046813846299558417771e-17;

    /// <summary>exp(x) - 1.</summary>
    public static double Expm1(double x)
    {
        double u = Math.Exp(x);
        double less = u - 1;
        if (less == 0)
        {
            return x;
        }

        // Far from zero nothing cancels, and log(exp(x)) may have overflowed.
        return Math.Abs(x) > 1 ? less : less * (x / Math.Log(u));
    }

    /// <summary>log(1 + x), for x > -1.</summary>
    public static double Log1p(double x)
    {
        double u = 1 + x;
        double less = u - 1;
        return less == 0 ? x
            : Math.Abs(x) > 1 ? Math.Log(u)
            : Math.Log(u) * (x / less);
    }

    /// <summary>
    /// log(1 - exp(l)) for l below 0: the log-probability of everything else. Split at -ln 2, as in Mächler, "Accurately computing
    /// log(1 - exp(-|a|))", 2012.
    /// </summary>
    public static double LogOneMinusExp(double l) =>
        l > -Ln2 ? Math.Log(-Expm1(l)) : Log1p(-Math.Exp(l));

    /// <summary>log(sum exp(x)), the largest term taken out first; negative infinity for no term.</summary>
    public static double LogSumExp(ReadOnlySpan<double> values)
    {
        double most = double.NegativeInfinity;
        foreach (double value in values)
        {
            most = Math.Max(most, value);
        }

        if (!double.IsFinite(most))
        {
            return most;
        }

        double rest = -1;
        foreach (double value in values)
        {
            rest += Math.Exp(value - most);
        }

        return most + Log1p(rest);
    }
}
