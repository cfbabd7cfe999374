using System.Numerics.Tensors;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.ShapleyBayes;

/// <summary>A kernel conditioned on the values at some masks.</summary>
internal sealed class SizePosterior
{
    /// <summary>Below so many masks threads cost more than they give.</summary>
    private const int Alone = 512;

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
            kernel = SizeKernel.Of(kernel.PartCount, logs, kernel.Part);
        }
    }

    /// <summary>The lower triangle of the covariance of the values at masks, white part included.</summary>
    public static double[] CovarianceOf(SizeKernel kernel, SizedRows rows)
    {
        int cells = checked(rows.Count * rows.Count);
        var products = new double[cells];
        rows.Products(kernel.Relevances, products);
        var covariance = new double[cells];
        FillCovariance(kernel, rows, products, covariance);
        return covariance;
    }

    /// <summary>The lower triangle of the covariance of the values at masks, white part included.</summary>
    /// <param name="kernel">Their prior.</param>
    /// <param name="rows">The masks.</param>
    /// <param name="products">G of all pairs: the lower triangle.</param>
    /// <param name="into">Receives the covariance, row-major.</param>
    public static void FillCovariance(
        SizeKernel kernel,
        SizedRows rows,
        double[] products,
        double[] into
    )
    {
        int count = rows.Count;
        double[][] correlations = kernel.SizeCorrelations();
        if (count < Alone)
        {
            var scratch = new Scratch(count);
            for (int row = 0; row < count; row++)
            {
                FillRow(row, scratch);
            }

            return;
        }

        Parallel.For(
            0,
            count,
            () => new Scratch(count),
            (row, _, scratch) =>
            {
                FillRow(row, scratch);
                return scratch;
            },
            static _ => { }
        );

        void FillRow(int row, Scratch scratch)
        {
            Span<double> target = into.AsSpan(row * count, row + 1);
            scratch.Fill(
                kernel,
                correlations,
                rows,
                row,
                rows,
                products.AsSpan(row * count, row + 1),
                target
            );
            target[row] += kernel.White;
        }
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
            () => new Scratch(Rows.Count),
            (other, _, scratch) =>
            {
                Span<double> row = scratch.Fill(Kernel, correlations, others, other, Rows);
                means[other] = TensorPrimitives.Dot<double>(row, _weights);
                Span<double> own = [0];
                scratch.Fill(
                    Kernel,
                    correlations,
                    others,
                    other,
                    others.Select([other]),
                    [Kernel.RelevanceSum],
                    own
                );
                _factor.SolveLower(row);
                variances[other] = Math.Max(
                    own[0] + Kernel.White - TensorPrimitives.SumOfSquares<double>(row),
                    Kernel.White
                );
                return scratch;
            },
            static _ => { }
        );
        return (means, variances);
    }

    /// <summary>Means of the values at other masks.</summary>
    public double[] Means(SizedRows others)
    {
        var means = new double[others.Count];
        double[][] correlations = Kernel.SizeCorrelations();
        Parallel.For(
            0,
            others.Count,
            () => new Scratch(Rows.Count),
            (other, _, scratch) =>
            {
                means[other] = TensorPrimitives.Dot<double>(
                    scratch.Fill(Kernel, correlations, others, other, Rows),
                    _weights
                );
                return scratch;
            },
            static _ => { }
        );
        return means;
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

    /// <summary>Working space for one row of a covariance.</summary>
    private sealed class Scratch(int count)
    {
        private readonly double[] _correlations = new double[count];
        private readonly double[] _mirrored = new double[count];
        private readonly double[] _term = new double[count];
        private readonly double[] _products = new double[count];
        private readonly double[] _row = new double[count];

        /// <summary>Of one mask with all others; it is written over by the next.</summary>
        public Span<double> Fill(
            SizeKernel kernel,
            double[][] correlations,
            SizedRows masks,
            int mask,
            SizedRows others
        )
        {
            masks.Products(mask, kernel.Relevances, others, _products);
            Fill(kernel, correlations, masks, mask, others, _products, _row);
            return _row;
        }

        public void Fill(
            SizeKernel kernel,
            double[][] correlations,
            SizedRows masks,
            int mask,
            SizedRows others,
            ReadOnlySpan<double> products,
            Span<double> target
        )
        {
            Span<double> near = _correlations.AsSpan(0, target.Length);
            masks.BySize(mask, correlations, others, near, isMirrored: false);
            Span<double> mirrored = _mirrored.AsSpan(0, target.Length);
            if (kernel.MirroredShare != 0)
            {
                masks.BySize(mask, correlations, others, mirrored, isMirrored: true);
            }

            kernel.Fill(products, near, mirrored, _term.AsSpan(0, target.Length), target);
        }
    }
}
