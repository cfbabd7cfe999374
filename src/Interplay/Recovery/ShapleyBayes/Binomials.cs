namespace Interplay.Recovery.ShapleyBayes;

/// <summary>Binomial counts and probabilities of many parts, by logs.</summary>
internal static class Binomials
{
    /// <summary>The probabilities of 0 to n kept parts, each kept with probability x.</summary>
    public static double[] Probabilities(int n, double x)
    {
        var probabilities = new double[n + 1];
        if (x is 0 or 1)
        {
            probabilities[x == 0 ? 0 : n] = 1;
            return probabilities;
        }

        double[] counts = LogCounts(n);
        for (int t = 0; t <= n; t++)
        {
            probabilities[t] = Math.Exp(counts[t] + t * Math.Log(x) + (n - t) * Math.Log(1 - x));
        }

        return probabilities;
    }

    /// <summary>log C(n, t) of all t.</summary>
    public static double[] LogCounts(int n)
    {
        var logs = new double[n + 1];
        for (int t = 1; t <= n; t++)
        {
            logs[t] = logs[t - 1] + Math.Log(n - t + 1) - Math.Log(t);
        }

        return logs;
    }
}
