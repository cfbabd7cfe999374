namespace Interplay.Llm.Readouts;

/// <summary>
/// A number as the unevaluated sum of two doubles, about 32 digits (Dekker, 1971; Hida, Li and Bailey, 2001). Only what the log-odds of label
/// sets need.
/// </summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    /// <summary>Terms of the series of exp: with |r| at most ln 2/2^10 the next one is below 1e-33.</summary>
    private const int Terms = 9;

    /// <summary>The argument is halved so many times before the series, and the result squared as often.</summary>
    private const int Halvings = 9;

    /// <summary>The nearest double.</summary>
    public double Value => High + Low;

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble sum = Sum(a.High, b.High);
        return Renormalise(sum.High, sum.Low + (a.Low + b.Low));
    }

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) =>
        a + new DoubleDouble(-b.High, -b.Low);

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        double product = a.High * b.High;
        double error = Math.FusedMultiplyAdd(a.High, b.High, -product);
        return Renormalise(product, error + (a.High * b.Low + a.Low * b.High));
    }

    /// <summary>a - b, exactly.</summary>
    public static DoubleDouble Difference(double a, double b) => Sum(a, -b);

    /// <summary>
    /// exp(x) for x of at most 1 or so; 0 below -100, which is nothing beside the largest term. x = k ln 2 + r, exp(r) = (1 + s)^(2^9) with s = exp(r/2^9) - 1
    /// squared as (1 + s)^2 - 1 = 2 s + s^2, so that the small part keeps its digits.
    /// </summary>
    public static DoubleDouble Exp(DoubleDouble x)
    {
        if (x.High < -100)
        {
            return default;
        }

        double k = Math.Round(x.High / LogMath.Ln2);
        DoubleDouble rest =
            x - new DoubleDouble(k, 0) * new DoubleDouble(LogMath.Ln2, LogMath.Ln2Tail);
        double scale = Math.ScaleB(1, -Halvings);
        rest = new DoubleDouble(rest.High * scale, rest.Low * scale);
        DoubleDouble series = default;
        for (int term = Terms; term >= 1; term--)
        {
            // Horner: s = r (1 + s')/term with s' the terms beyond.
            series = Divide((series + new DoubleDouble(1, 0)) * rest, term);
        }

        for (int i = 0; i < Halvings; i++)
        {
            series = series + series + series * series;
        }

        DoubleDouble power = series + new DoubleDouble(1, 0);
        return new DoubleDouble(Math.ScaleB(power.High, (int)k), Math.ScaleB(power.Low, (int)k));
    }

    private static DoubleDouble Divide(DoubleDouble a, double b)
    {
        double quotient = a.High / b;
        double rest = Math.FusedMultiplyAdd(-quotient, b, a.High) + a.Low;
        return Renormalise(quotient, rest / b);
    }

    private static DoubleDouble Sum(double a, double b)
    {
        double sum = a + b;
        double back = sum - a;
        return new DoubleDouble(sum, a - (sum - back) + (b - back));
    }

    private static DoubleDouble Renormalise(double high, double low)
    {
        double sum = high + low;
        return new DoubleDouble(sum, low - (sum - high));
    }
}
