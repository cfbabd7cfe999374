namespace Interplay.Cli.Reports;

/// <summary>
/// The rule of thumb of sparse recovery (Foucart and Rauhut, 2013, 9.2): s terms among p candidates are found from about 2 s ln(p/s) random
/// measurements. 216 find ten pairs among 1,000 parts, 3,130 two hundred.
/// </summary>
internal static class SparsityRule
{
    /// <summary>Number of sets of 1 to <paramref name="order"/> parts.</summary>
    public static double Candidates(int partCount, int order)
    {
        double sum = 0;
        double binomial = 1;
        for (int size = 1; size <= order; size++)
        {
            binomial = binomial * (partCount - size + 1) / size;
            sum += binomial;
        }

        return sum;
    }

    /// <summary>How many terms of at most that order so many ablations find: the largest s with 2 s ln(p/s) ablations or fewer, or all p.</summary>
    public static int Terms(int ablations, int partCount, int order)
    {
        double candidates = Candidates(partCount, order);
        if (ablations >= candidates)
        {
            return (int)Math.Min(candidates, int.MaxValue);
        }

        // 2 s ln(p/s) rises up to s = p/e; ablations below p keep the answer under that or meet it there.
        double low = 0;
        double high = candidates / Math.E;
        for (int step = 0; step < 64; step++)
        {
            double middle = (low + high) / 2;
            if (2 * middle * Math.Log(candidates / middle) <= ablations)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return (int)low;
    }
}
