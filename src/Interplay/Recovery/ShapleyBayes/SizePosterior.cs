using System.Numerics.Tensors;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.ShapleyBayes;

/// <summary>A kernel conditioned on the values at some masks.</summary>
internal sealed class SizePosterior
{
    private readonly DoubleCholesky _factor;
    private readonly double[] _weights;

    private SizePosterior(
        SizeKernel kernel,
        SizedRows rows,
        DoubleCholesky factor,
        double[] weights
    )
    {
        Kernel = kernel;
        Rows = rows;
        _factor = factor;
        _weights = weights;
    }

    public SizeKernel Kernel { get; }

    public SizedRows Rows { get; }

    /// <summary>K^-1 y.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Conditions. Where the matrix cannot be factorised to working precision, the white variance grows until it can.</summary>
    public static SizePosterior Of(SizeKernel kernel, SizedRows rows, double[] y)
    {
        double[] logs = kernel.Logs.ToArray();
        while (true)
        {
            if (DoubleCholesky.Factor(CovarianceOf(kernel, rows), rows.Count) is { } factor)
            {
                return new SizePosterior(kernel, rows, factor, factor.Solve(y));
            }

            logs[^1] = Math.Max(logs[^1], Math.Log(1e-10)) + Math.Log(10);
            kernel = SizeKernel.Of(kernel.PartCount, logs, kernel.IsOdd);
        }
    }

    /// <summary>The lower triangle of the covariance of the values at masks, white part included.</summary>
    public static double[] CovarianceOf(SizeKernel kernel, SizedRows rows)
    {
        int count = rows.Count;
        var matrix = new double[(long)count * count];
        double[][] correlations = kernel.SizeCorrelations();
        Parallel.For(
            0,
            count,
            row =>
            {
                Span<double> target = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(
                    ref matrix[(long)row * count],
                    row + 1
                );
                Fill(kernel, correlations, rows, row, rows, target);
                target[row] += kernel.White;
            }
        );
        return matrix;
    }

    /// <summary>Means of the values at other masks, and their variances, white part included.</summary>
    public (double[] Means, double[] Variances) Predict(SizedRows others)
    {
        var means = new double[others.Count];
        var variances = new double[others.Count];
        double[][] correlations = Kernel.SizeCorrelations();
        Parallel.For(
            0,
            others.Count,
            other =>
            {
                var row = new double[Rows.Count];
                Fill(Kernel, correlations, others, other, Rows, row);
                means[other] = TensorPrimitives.Dot<double>(row, _weights);
                Span<double> own = [0];
                Fill(Kernel, correlations, others.Select([other]), 0, others.Select([other]), own);
                _factor.SolveLower(row);
                variances[other] = Math.Max(
                    own[0] + Kernel.White - TensorPrimitives.SumOfSquares<double>(row),
                    Kernel.White
                );
            }
        );
        return (means, variances);
    }

    /// <summary>What linear functionals of the function keep of their prior variances.</summary>
    /// <param name="priors">Their prior variances.</param>
    /// <param name="covariances">Their covariances with the values, one array a functional; they are overwritten.</param>
    public double[] Variances(double[] priors, double[][] covariances)
    {
        // Rows outside, functionals inside: each row of the factor is read once for all.
        for (int i = 0; i < Rows.Count; i++)
        {
            ReadOnlySpan<double> row = _factor.Row(i);
            foreach (double[] x in covariances)
            {
                x[i] = (x[i] - DenseKernels.Dot(row[..i], x.AsSpan(0, i))) / row[i];
            }
        }

        // What rounding leaves of a difference of two large numbers is no certainty.
        return
        [
            .. priors.Select(
                (prior, i) =>
                    Math.Max(
                        prior - TensorPrimitives.SumOfSquares<double>(covariances[i]),
                        1e-13 * prior
                    )
            ),
        ];
    }

    private static void Fill(
        SizeKernel kernel,
        double[][] correlations,
        SizedRows masks,
        int mask,
        SizedRows others,
        Span<double> target
    )
    {
        var products = new double[target.Length];
        var gaps = new double[target.Length];
        var mirrored = new double[target.Length];
        masks.Products(mask, kernel.Relevances, others, products);
        masks.Gaps(mask, correlations, others, gaps, mirrored);
        kernel.Fill(products, gaps, mirrored, target);
    }
}
