namespace Interplay.Interactions;

/// <summary>The standard normal distribution and Student's t, as far as intervals need them.</summary>
internal static class NormalDistribution
{
    /// <summary>The 95 % point: two of them enclose 90 %.</summary>
    public const double Upper95 = 1.6448536269514722;

    /// <summary>
    /// Phi(x) by the rational approximation of erfc in Hart (1968), as given by West (2005, "Better approximations to cumulative normal
    /// functions"); absolute error below 1e-14.
    /// </summary>
    public static double Cumulative(double x)
    {
        double z = Math.Abs(x);
        double tail = z > 37 ? 0 : Math.Exp(-z * z / 2) * TailRatio(z);
        return x > 0 ? 1 - tail : tail;
    }

    /// <summary>The 95 % point of Student's t with <paramref name="freedom"/> degrees of freedom, by the expansion of Fisher and Cornish (1960); error below 1 % from 3 on.</summary>
    public static double StudentUpper95(int freedom)
    {
        const double z = Upper95;
        double v = freedom;
        double z3 = z * z * z;
        double z5 = z3 * z * z;
        double z7 = z5 * z * z;
        return z
            + (z3 + z) / (4 * v)
            + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v)
            + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v * v * v);
    }

    private static double TailRatio(double z)
    {
        if (z >= 7.07106781186547)
        {
            // Continued fraction of Mills' ratio.
            double fraction = z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))));
            return 1 / (fraction * 2.506628274631);
        }

        double above =
            (
                (
                    (
                        ((3.52624965998911e-2 * z + 0.700383064443688) * z + 6.37396220353165) * z
                        + 33.912866078383
                    ) * z
                    + 112.079291497871
                ) * z
                + 221.213596169931
            ) * z
            + 220.206867912376;
        double below =
            (
                (
                    (
                        (
                            ((8.83883476483184e-2 * z + 1.75566716318264) * z + 16.064177579207) * z
                            + 86.7807322029461
                        ) * z
                        + 296.564248779674
                    ) * z
                    + 637.333633378831
                ) * z
                + 793.826512519948
            ) * z
            + 440.413735824752;
        return above / below;
    }
}
