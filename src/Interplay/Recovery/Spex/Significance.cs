namespace Interplay.Recovery.Spex;

/// <summary>
/// How many standard errors a coefficient must reach. Among N sets of one order whose true coefficients are zero the largest of N standard normal
/// numbers is about sqrt(2 ln N); where k of them are already accepted, sqrt(2 ln(N/k)) keeps the share of false ones small
/// (Abramovich, Benjamini, Donoho and Johnstone, 2006).
/// </summary>
internal sealed class Significance
{
    private const double Least = 2.5;

    private readonly double[] _logCounts;

    public Significance(int parts, int maxOrder)
    {
        _logCounts = new double[maxOrder + 1];
        for (int order = 1; order <= maxOrder; order++)
        {
            _logCounts[order] = _logCounts[order - 1] + Math.Log((parts - order + 1.0) / order);
        }
    }

    /// <summary>The threshold for sets of <paramref name="order"/> parts when <paramref name="accepted"/> of that order are in.</summary>
    public double Threshold(int order, int accepted)
    {
        double log = _logCounts[order] - Math.Log(1 + accepted);
        return Math.Max(Least, Math.Sqrt(2 * Math.Max(log, 0)));
    }
}
