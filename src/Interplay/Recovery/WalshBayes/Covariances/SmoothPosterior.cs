using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Recovery.WalshBayes.Covariances;

/// <summary>The smooth part conditioned on all rows: the covariance K + nz I and a = (K + nz I)^-1 y of each output.</summary>
internal sealed class SmoothPosterior : IDisposable
{
    private SmoothPosterior(
        SmoothPrior prior,
        MaskMatrix masks,
        SingleMatrix z,
        Covariance covariance,
        double[][] a
    )
    {
        Prior = prior;
        Masks = masks;
        Z = z;
        Covariance = covariance;
        Weights = a;
    }

    public SmoothPrior Prior { get; }

    public MaskMatrix Masks { get; }

    /// <summary>The rows as signs.</summary>
    public SingleMatrix Z { get; }

    /// <summary>K + nz I.</summary>
    public Covariance Covariance { get; }

    /// <summary>a, one array an output.</summary>
    public double[][] Weights { get; }

    /// <summary>Conditions on the rows.</summary>
    /// <param name="prior">The prior.</param>
    /// <param name="masks">The masks.</param>
    /// <param name="y">Standardised values, one array an output.</param>
    public static SmoothPosterior Of(SmoothPrior prior, MaskMatrix masks, float[][] y)
    {
        SingleMatrix z = SignRows.Of(masks);
        Covariance covariance = Covariance.Of(prior, masks, z);
        return new SmoothPosterior(
            prior with
            {
                Noise = covariance.Noise,
            },
            masks,
            z,
            covariance,
            [.. y.Select(values => covariance.Solve(values))]
        );
    }

    public void Dispose()
    {
        Covariance.Dispose();
        Z.Dispose();
    }
}
