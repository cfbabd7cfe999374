using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Recovery.WalshBayes;

/// <summary>
/// The hyper-parameters as the vector that is optimised: logs of b_1..b_n, s1, s2, v2, vl_1..vl_3, nz; with their bounds and their priors.
/// </summary>
internal sealed class SmoothParameters(int partCount, int gaps, double spread)
{
    private const double NoiseCentre = 0.15;
    private const double NoiseSpread = 0.7;

    public int Count => partCount + 4 + gaps;

    private int LinearAt => partCount;

    private int NoiseAt => Count - 1;

    /// <summary>Start values from the correlations c = Z'y / rows: b_i = max(c_i^2 - 1/rows, .05/n), scaled to sum at most .6.</summary>
    public double[] Start(ReadOnlySpan<double> correlations, int rows)
    {
        var start = new double[Count];
        double sum = 0;
        for (int i = 0; i < partCount; i++)
        {
            start[i] = Math.Max(correlations[i] * correlations[i] - 1.0 / rows, 0.05 / partCount);
            sum += start[i];
        }

        double scale = Math.Min(1, 0.6 / sum);
        for (int i = 0; i < partCount; i++)
        {
            start[i] = Math.Log(start[i] * scale);
        }

        start.AsSpan(partCount + 2, gaps + 1).Fill(Math.Log(0.02));
        start[NoiseAt] = Math.Log(0.1);
        return start;
    }

    public (double[] Low, double[] High) Bounds()
    {
        var low = new double[Count];
        var high = new double[Count];
        low.AsSpan(0, partCount).Fill(-14);
        high.AsSpan(0, partCount).Fill(2);
        low.AsSpan(LinearAt, 2).Fill(-8);
        high.AsSpan(LinearAt, 2).Fill(5);
        low.AsSpan(partCount + 2, gaps + 1).Fill(-14);
        high.AsSpan(partCount + 2, gaps + 1).Fill(1);
        low[NoiseAt] = Math.Log(2e-3);
        high[NoiseAt] = Math.Log(2);
        return (low, high);
    }

    public static double[] FromPrior(SmoothPrior prior) =>
        [
            .. prior.Relevances.Select(value => Math.Log(value)),
            Math.Log(prior.Linear),
            Math.Log(prior.Exponential),
            Math.Log(prior.FlatPairs),
            .. prior.Local.Select(value => Math.Log(value)),
            Math.Log(prior.Noise),
        ];

    public SmoothPrior ToPrior(ReadOnlySpan<double> x, double[][] weights)
    {
        var relevances = new double[partCount];
        for (int i = 0; i < partCount; i++)
        {
            relevances[i] = Math.Exp(x[i]);
        }

        var local = new double[gaps];
        for (int gap = 0; gap < gaps; gap++)
        {
            local[gap] = Math.Exp(x[partCount + 3 + gap]);
        }

        return new SmoothPrior
        {
            Relevances = relevances,
            Linear = Math.Exp(x[LinearAt]),
            Exponential = Math.Exp(x[LinearAt + 1]),
            FlatPairs = Math.Exp(x[LinearAt + 2]),
            Local = local,
            LocalWeights = weights,
            Noise = Math.Exp(x[NoiseAt]),
        };
    }

    /// <summary>
    /// -log of the prior of the hyper-parameters, its gradient added: log b_i around their mean with deviation tau (an empirical hierarchical
    /// prior), log s1 and log s2 around 0 with deviation 2, log nz around log .15 with deviation .7.
    /// </summary>
    public double Penalty(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double mean = 0;
        for (int i = 0; i < partCount; i++)
        {
            mean += x[i] / partCount;
        }

        double penalty = 0;
        for (int i = 0; i < partCount; i++)
        {
            double deviation = x[i] - mean;
            penalty += deviation * deviation / (2 * spread * spread);
            gradient[i] += deviation / (spread * spread);
        }

        for (int i = LinearAt; i < LinearAt + 2; i++)
        {
            penalty += x[i] * x[i] / 8;
            gradient[i] += x[i] / 4;
        }

        double noise = x[NoiseAt] - Math.Log(NoiseCentre);
        gradient[NoiseAt] += noise / (NoiseSpread * NoiseSpread);
        return penalty + noise * noise / (2 * NoiseSpread * NoiseSpread);
    }
}
