namespace Interplay.Recovery.Sparse;

/// <summary>The natural logarithm of the number of sets of one order.</summary>
internal static class LogBinomial
{
    /// <summary>ln C(n, order).</summary>
    public static double Of(int partCount, int order)
    {
        double log = 0;
        for (int i = 0; i < order; i++)
        {
            log += Math.Log((partCount - i) / (i + 1.0));
        }

        return log;
    }
}
