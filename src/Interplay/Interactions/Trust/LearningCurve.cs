namespace Interplay.Interactions.Trust;

/// <summary>
/// How what is left unexplained, u = 1 - R2, falls with the ablations B learned from, and what the next 0.01 of R2 costs.
/// <para>
/// The law is u = c B^-p near the last round, p the slope there. A curve with a floor, u = floor + c B^-q, has such a slope everywhere, smaller
/// and smaller; so points far from the last round count less instead of the floor being a third parameter that few rounds cannot carry. The
/// slope has a log-normal prior with the median and spread seen on the project's ablation tables; p is summed over a grid.
/// </para>
/// </summary>
internal static class LearningCurve
{
    /// <summary>One hundredth of R2.</summary>
    private const double Point = 0.01;

    /// <summary>Prior median of the slope. Behind a round it is .7 on the project's tables, ahead of it less, for curves flatten.</summary>
    private const double TypicalSlope = 0.55;

    /// <summary>Prior spread of its logarithm.</summary>
    private const double SlopeSpread = 0.6;

    /// <summary>How much of the sampling error of R2 two rounds do not share: they are judged on the same masks, as far as the smaller has them.</summary>
    private const double OwnShare = 0.5;

    /// <summary>A fit is better or worse than the curve by this much of u, whatever its masks.</summary>
    private const double FitSpread = 0.05;

    /// <summary>How far the slope may have changed on the way, per e-fold of ablations.</summary>
    private const double Bend = 0.6;

    private const double LeastSlope = 0.02;
    private const double MostSlope = 8;
    private const int GridSteps = 240;

    /// <summary>What is left out of the range on either side. On real tables the rest held the actual price in 88 to 91 of 100 (docs/math.md).</summary>
    private const double RangeTail = 0.1;

    /// <summary>The price of the next 0.01 of R2 after the last of some rounds.</summary>
    /// <param name="rounds">Ablations learned from and the R2 there, ascending, at least one.</param>
    /// <returns>The price; null when R2 is within 0.01 of 1, or not above 0 beyond doubt: a curve that has not begun to fall says nothing.</returns>
    public static PointPrice? NextPoint(IReadOnlyList<(int Learned, Interval R2)> rounds)
    {
        Interval last = rounds[^1].R2;
        if (last.Low <= 0 || IsComplete(last))
        {
            return null;
        }

        (double Price, double Weight)[] grid = Posterior(rounds);
        Array.Sort(grid, static (a, b) => a.Price.CompareTo(b.Price));
        double most = rounds[^1].Learned * PointPrice.MostGrowth;
        return new PointPrice(
            Stated(Quantile(grid, 0.5), most),
            Stated(Quantile(grid, RangeTail), most),
            Stated(Quantile(grid, 1 - RangeTail), most)
        );
    }

    /// <summary>Whether R2 is so near 1 that there is no next 0.01.</summary>
    public static bool IsComplete(Interval r2) => 1 - r2.Estimate <= Point;

    /// <summary>The price under each slope with the posterior weight of the slope.</summary>
    private static (double Price, double Weight)[] Posterior(
        IReadOnlyList<(int Learned, Interval R2)> rounds
    )
    {
        int count = rounds.Count;
        var x = new double[count];
        var logs = new double[count];
        var weights = new double[count];
        for (int k = 0; k < count; k++)
        {
            (int learned, Interval r2) = rounds[k];
            x[k] = Math.Log((double)learned / rounds[^1].Learned);
            logs[k] = Math.Log(Math.Max(1 - r2.Estimate, 1e-9));
            double sampling = Sampling(r2) * OwnShare;
            double bend = Bend * x[k];
            weights[k] = 1 / (sampling * sampling + FitSpread * FitSpread + bend * bend);
        }

        double total = weights.Sum();
        var grid = new (double Price, double Weight)[GridSteps];
        for (int step = 0; step < GridSteps; step++)
        {
            double logSlope =
                Math.Log(LeastSlope) + (step + 0.5) / GridSteps * Math.Log(MostSlope / LeastSlope);
            double slope = Math.Exp(logSlope);
            double level = 0;
            for (int k = 0; k < count; k++)
            {
                level += weights[k] * (logs[k] + slope * x[k]) / total;
            }

            double misfit = 0;
            for (int k = 0; k < count; k++)
            {
                double off = logs[k] + slope * x[k] - level;
                misfit += weights[k] * off * off;
            }

            double prior = (logSlope - Math.Log(TypicalSlope)) / SlopeSpread;
            grid[step] = (
                Price(rounds[^1].Learned, Math.Exp(level), slope),
                Math.Exp(-0.5 * (misfit + prior * prior))
            );
        }

        return grid;
    }

    /// <summary>B ((1 - 0.01 / u)^(-1/p) - 1): what brings c B^-p down by 0.01; infinite where u has no 0.01 left.</summary>
    internal static double Price(double learned, double unexplained, double slope) =>
        unexplained <= Point
            ? double.PositiveInfinity
            : learned * (Math.Pow(1 - Point / unexplained, -1 / slope) - 1);

    /// <summary>Standard deviation of log u from the 90 % interval of R2, which is symmetric on that scale.</summary>
    private static double Sampling(Interval r2) =>
        r2.Low < r2.High
            ? Math.Log((1 - r2.Low) / (1 - r2.High)) / (2 * NormalDistribution.Upper95)
            : 0;

    private static double Quantile((double Price, double Weight)[] sorted, double share)
    {
        double left = share * sorted.Sum(static point => point.Weight);
        foreach ((double price, double weight) in sorted)
        {
            left -= weight;
            if (left <= 0)
            {
                return price;
            }
        }

        return sorted[^1].Price;
    }

    /// <summary>To two significant digits, at least 1; null beyond what is stated.</summary>
    private static int? Stated(double ablations, double most)
    {
        if (ablations > most)
        {
            return null;
        }

        double unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(ablations, 1))) - 1));
        return (int)Math.Max(1, Math.Round(ablations / unit) * unit);
    }
}
