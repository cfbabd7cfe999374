using Interplay.Recovery.Codes;

namespace Interplay.Recovery.Sparse;

/// <summary>
/// How many ablations find a function of few terms, measured (docs/adr/0007): s terms of random order up to K among n parts, of about equal size
/// and without noise, are all found from about 25 + 1.3 s mean_k ln C(n,k) masks, mean over the orders k. Where there are too many sets to look at one by one,
/// those of the highest orders have to be decoded, each from about 1.4 bins of coded masks. Half as many find little; noise and terms of
/// very different size cost more. The prediction holds within a factor of 1.5 on the games of the project.
/// </summary>
public static class SparseBudget
{
    private const double Least = 25;
    private const double MasksPerNat = 1.3;
    private const double BinsPerTerm = 1.4;

    /// <summary>Sets of one order that a short pursuit looks at one by one.</summary>
    private const double QuicklyScreened = 1e8;

    /// <summary>About how many ablations find all of <paramref name="terms"/> terms.</summary>
    /// <param name="partCount">Number of parts, at least 2.</param>
    /// <param name="terms">Number of terms of about equal size, at least 1.</param>
    /// <param name="maxOrder">Highest order among them, at least 1; orders above 5 count as 5.</param>
    /// <returns>The number, at most all 2^n masks.</returns>
    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    public static int AblationsFor(int partCount, int terms, int maxOrder)
    {
        if (partCount < 2 || terms < 1 || maxOrder < 1)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"The number of ablations is predicted for at least 2 parts, 1 term and order 1; found {partCount} parts, {terms} terms and order {maxOrder}."
            );
        }

        double needed = Needed(partCount, terms, maxOrder);
        double all = partCount < 31 ? Math.Pow(2, partCount) : int.MaxValue;
        return (int)Math.Ceiling(Math.Min(needed, all));
    }

    /// <summary>About how many terms so many ablations find; 0 when they are too few for one.</summary>
    /// <param name="partCount">Number of parts, at least 2.</param>
    /// <param name="ablations">Number of ablations.</param>
    /// <param name="maxOrder">Highest order among the terms, at least 1.</param>
    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    public static int TermsWithin(int partCount, int ablations, int maxOrder)
    {
        int low = 0;
        int high = Math.Max(1, ablations);
        while (low < high)
        {
            int middle = low + (high - low + 1) / 2;
            if (AblationsFor(partCount, middle, maxOrder) <= ablations)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    private static double Needed(int partCount, int terms, int maxOrder)
    {
        int orders = Math.Min(Math.Min(maxOrder, CombinedPlan.MostOrder), partCount);
        double name = Enumerable
            .Range(1, orders)
            .Average(order => LogBinomial.Of(partCount, order));
        double uniform = Least + MasksPerNat * terms * name;
        if (!CombinedPlan.IsCoded(partCount, orders))
        {
            return uniform;
        }

        int decoded = Enumerable
            .Range(1, orders)
            .Count(order => LogBinomial.Of(partCount, order) > Math.Log(QuicklyScreened));
        double bins = Math.Max(3, BinsPerTerm * terms * decoded / orders);
        int delays = BchCode.For(partCount, orders).ParityLength + 1;
        return Math.Max(uniform, bins * delays / CombinedPlan.MostCoded);
    }
}
