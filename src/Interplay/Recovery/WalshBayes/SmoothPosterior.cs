using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.WalshBayes;

/// <summary>The smooth part conditioned on all rows: the factor of K + nz I and a = (K + nz I)^-1 y of each output.</summary>
internal sealed unsafe class SmoothPosterior : IDisposable
{
    private readonly SingleMatrix _kernel;

    private SmoothPosterior(
        SmoothPrior prior,
        MaskMatrix masks,
        SingleMatrix z,
        SingleMatrix kernel,
        SingleCholesky factor,
        double[][] a
    )
    {
        Prior = prior;
        Masks = masks;
        Z = z;
        _kernel = kernel;
        Factor = factor;
        Weights = a;
    }

    public SmoothPrior Prior { get; }

    public MaskMatrix Masks { get; }

    /// <summary>The rows as signs.</summary>
    public SingleMatrix Z { get; }

    /// <summary>L of K + nz I = L L'.</summary>
    public SingleCholesky Factor { get; }

    /// <summary>a, one array an output.</summary>
    public double[][] Weights { get; }

    /// <summary>Conditions on the rows.</summary>
    /// <param name="prior">The prior.</param>
    /// <param name="masks">The masks.</param>
    /// <param name="y">Standardised values, one array an output.</param>
    public static SmoothPosterior Of(SmoothPrior prior, MaskMatrix masks, float[][] y)
    {
        SingleMatrix z = SignRows.Of(masks);
        for (double jitter = 0; ; jitter = Math.Max(1e-4, jitter * 10))
        {
            SingleMatrix kernel = SmoothKernel.Between(prior, z, z);
            for (int row = 0; row < masks.RowCount; row++)
            {
                kernel.Row(row)[row] += (float)(prior.Noise + jitter);
            }

            SingleCholesky? factor = SingleCholesky.Factor(
                kernel.Data,
                kernel.Rows,
                kernel.Columns
            );
            if (factor is null)
            {
                kernel.Dispose();
                continue;
            }

            double[][] weights = [.. y.Select(values => Solve(factor, values))];
            return new SmoothPosterior(
                prior with
                {
                    Noise = prior.Noise + jitter,
                },
                masks,
                z,
                kernel,
                factor,
                weights
            );
        }
    }

    public void Dispose()
    {
        Factor.Dispose();
        _kernel.Dispose();
        Z.Dispose();
    }

    private static double[] Solve(SingleCholesky factor, float[] values)
    {
        float[] x = (float[])values.Clone();
        factor.Solve(x);
        var wide = new double[x.Length];
        TensorPrimitives.ConvertChecked<float, double>(x, wide);
        return wide;
    }
}
