using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Recovery.WalshBayes.Covariances;

/// <summary>The covariance as its Cholesky factor: cubic in the rows, then every question is cheap.</summary>
internal sealed unsafe class FactoredCovariance : Covariance
{
    private const int CheapUpTo = 2048;

    private readonly SingleMatrix _kernel;
    private readonly SingleCholesky _factor;

    private FactoredCovariance(SingleMatrix kernel, SingleCholesky factor, double noise)
    {
        _kernel = kernel;
        _factor = factor;
        Noise = noise;
    }

    /// <inheritdoc/>
    public override double Noise { get; }

    /// <inheritdoc/>
    public override int Rows => _kernel.Rows;

    /// <inheritdoc/>
    public override bool HasCheapQuadratics => Rows <= CheapUpTo;

    /// <summary>Factors; where rounding makes the matrix indefinite a little noise is added until it is not.</summary>
    /// <param name="prior">The smooth prior.</param>
    /// <param name="z">The rows as signs.</param>
    /// <param name="features">F of a part F F' of the kernel on top; used up. Null for none.</param>
    public static FactoredCovariance Of(
        SmoothPrior prior,
        SingleMatrix z,
        SingleMatrix? features = null
    )
    {
        using SingleMatrix? extra = features;
        for (double jitter = 0; ; jitter = Math.Max(1e-4, jitter * 10))
        {
            double noise = prior.Noise + jitter;
            SingleMatrix kernel = SmoothKernel.Lower(prior with { Noise = noise }, z);
            if (extra is not null)
            {
                Gemm.Add(
                    z.Rows,
                    z.Rows,
                    extra.Columns,
                    1,
                    extra.View,
                    extra.View.Transposed,
                    kernel.View,
                    Gemm.Part.Lower
                );
            }

            if (SingleCholesky.Factor(kernel.Data, kernel.Rows, kernel.Columns) is { } factor)
            {
                return new FactoredCovariance(kernel, factor, noise);
            }

            kernel.Dispose();
        }
    }

    /// <inheritdoc/>
    public override void Solve(SingleMatrix columns) => _factor.Solve(columns);

    /// <inheritdoc/>
    public override double[] Quadratic(SingleMatrix columns)
    {
        // |L^-1 x|^2
        _factor.SolveLower(columns);
        var squares = new double[columns.Columns];
        for (int row = 0; row < columns.Rows; row++)
        {
            ReadOnlySpan<float> solved = columns.Row(row);
            for (int i = 0; i < squares.Length; i++)
            {
                squares[i] += (double)solved[i] * solved[i];
            }
        }

        return squares;
    }

    public override void Dispose()
    {
        _factor.Dispose();
        _kernel.Dispose();
    }
}
