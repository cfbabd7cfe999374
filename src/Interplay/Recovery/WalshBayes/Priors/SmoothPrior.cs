using Interplay.Masks;

namespace Interplay.Recovery.WalshBayes.Priors;

/// <summary>
/// The prior of WalshBayes (docs/math.md): independent Gaussian coefficients whose variances have a structure. With t_i = z_i z'_i and
/// q = z.z' the values are a Gaussian process with kernel
/// K = s0 + s1 sum b_i t_i + s2 exp(sum b_i (t_i - 1)) + v2 (q^2 - n) / (n (n - 1)) + sum over gaps g of vl_g sum_i W_gi (z_i z_{i+g})(z'_i z'_{i+g}),
/// and noise of variance nz. All in the unit of the standardised values.
/// </summary>
internal sealed record SmoothPrior
{
    /// <summary>Gaps of the local part: neighbours, next neighbours, and theirs.</summary>
    public const int Gaps = 3;

    /// <summary>Relevance b_i of each part, positive.</summary>
    public required double[] Relevances { get; init; }

    /// <summary>s0: variance of a constant offset.</summary>
    public double Offset { get; init; } = 1;

    /// <summary>s1: variance of the linear part for a relevance of one.</summary>
    public required double Linear { get; init; }

    /// <summary>s2: variance of the exponential part, which holds all orders at once.</summary>
    public required double Exponential { get; init; }

    /// <summary>v2: total variance spread evenly over all pairs.</summary>
    public required double FlatPairs { get; init; }

    /// <summary>vl_g: total variance of the pairs at gap g + 1.</summary>
    public required double[] Local { get; init; }

    /// <summary>W_gi: how the variance of a gap is spread over its pairs; each sums to one. Empty when parts have no order.</summary>
    public required double[][] LocalWeights { get; init; }

    /// <summary>nz: variance of the noise.</summary>
    public required double Noise { get; init; }

    public int PartCount => Relevances.Length;

    /// <summary>A0 = s2 prod (1 + exp(-2 b_i)) / 2: the variance of the constant under the exponential part.</summary>
    public double ExponentialBase()
    {
        double log = Math.Log(Exponential);
        foreach (double relevance in Relevances)
        {
            log += Math.Log((1 + Math.Exp(-2 * relevance)) / 2);
        }

        return Math.Exp(log);
    }

    /// <summary>W_g = .9 w / sum w + .1 / (n - g), with w the mean of tanh b at both ends: neighbours matter where the parts do.</summary>
    public static double[][] WeightsFor(ReadOnlySpan<double> relevances, bool ordered)
    {
        int n = relevances.Length;
        int gaps = ordered ? Math.Min(Gaps, n - 1) : 0;
        var weights = new double[gaps][];
        for (int gap = 1; gap <= gaps; gap++)
        {
            var w = new double[n - gap];
            double sum = 0;
            for (int i = 0; i < w.Length; i++)
            {
                w[i] = 0.5 * (Math.Tanh(relevances[i]) + Math.Tanh(relevances[i + gap]));
                sum += w[i];
            }

            for (int i = 0; i < w.Length; i++)
            {
                w[i] = 0.9 * w[i] / sum + 0.1 / w.Length;
            }

            weights[gap - 1] = w;
        }

        return weights;
    }

    /// <summary>Prior variance of a coefficient.</summary>
    /// <param name="set">The set, not empty.</param>
    /// <param name="exponentialBase"><see cref="ExponentialBase"/>, computed once.</param>
    /// <param name="slopes">tanh b of each part, computed once.</param>
    public double Variance(PartSet set, double exponentialBase, double[] slopes)
    {
        ReadOnlySpan<int> parts = set.Parts;
        double variance = exponentialBase;
        foreach (int part in parts)
        {
            variance *= slopes[part];
        }

        return parts.Length switch
        {
            0 => variance + Offset,
            1 => variance + Linear * Relevances[parts[0]],
            2 => variance + PairVariance(parts[0], parts[1]),
            _ => variance,
        };
    }

    /// <summary>Variance of a pair beyond the exponential part, first part before the second.</summary>
    public double PairVariance(int first, int second)
    {
        int gap = second - first;
        double variance = 2 * FlatPairs / (PartCount * (PartCount - 1.0));
        return gap <= LocalWeights.Length
            ? variance + Local[gap - 1] * LocalWeights[gap - 1][first]
            : variance;
    }
}
