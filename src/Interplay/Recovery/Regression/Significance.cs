namespace Interplay.Recovery.Regression;

/// <summary>
/// How many standard errors a coefficient must reach. Among N sets of one order whose true coefficients are zero the largest of N standard normal
/// numbers is about sqrt(2 ln N) (Donoho and Johnstone, 1994), so that hardly any false one passes however many were looked at.
/// </summary>
internal sealed class Significance
{
    private const double Least = 2.5;
    private const double Margin = 0.5;

    private readonly double[] _thresholds;

    public Significance(int parts, int maxOrder)
    {
        _thresholds = new double[maxOrder + 1];
        double logCount = 0;
        for (int order = 1; order <= maxOrder; order++)
        {
            logCount += Math.Log((parts - order + 1.0) / order);
            _thresholds[order] = Math.Max(Least, Math.Sqrt(2 * Math.Max(logCount, 0)) + Margin);
        }
    }

    /// <summary>The threshold for sets of <paramref name="order"/> parts.</summary>
    public double Threshold(int order) => _thresholds[order];
}
