using System.Numerics.Tensors;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.Minimisation;

namespace Interplay.Recovery.ShapleyBayes;

/// <summary>Hyper-parameters of <see cref="SizeKernel"/> by their maximum a posteriori evidence, with the exact gradient. O(rows^3) a step.</summary>
internal sealed class SizeFit
{
    private const double RelevanceSpread = 1;
    private const double SharedSpread = 2;
    private const double WhiteSpread = 4;

    /// <summary>What a kernel that cannot be factorised costs: more than any that can.</summary>
    private const double Impossible = 1e10;

    private readonly SizedRows _rows;
    private readonly double[] _y;
    private readonly FunctionPart _part;
    private readonly double[] _centre;
    private readonly double[] _signsByPart;

    // Matrices of rows x rows, kept from step to step.
    private readonly double[] _products;
    private readonly double[] _covariance;
    private readonly double[] _inverse;
    private readonly double[] _columns;

    public SizeFit(SizedRows rows, double[] y, FunctionPart part)
    {
        (_rows, _y, _part) = (rows, y, part);
        _centre = SizeKernel.Centre(rows.PartCount);
        _signsByPart = rows.ByPart();
        int cells = checked(rows.Count * rows.Count);
        _products = new double[cells];
        _covariance = new double[cells];
        _inverse = new double[cells];
        _columns = new double[cells];
    }

    /// <summary>Fits.</summary>
    /// <param name="rows">Masks.</param>
    /// <param name="y">Their standardised values.</param>
    /// <param name="part">What of a function the values are of; of its odd or even part at one mask of each pair.</param>
    /// <param name="start">Where to start; the centre of the prior is the usual place.</param>
    /// <param name="iterations">Most steps.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public static SizeKernel Fit(
        SizedRows rows,
        double[] y,
        FunctionPart part,
        ReadOnlySpan<double> start,
        int iterations,
        CancellationToken cancellationToken
    )
    {
        var fit = new SizeFit(rows, y, part);
        int n = rows.PartCount;
        double[] low = [.. fit._centre.Select(static value => value - 8)];
        double[] high = [.. fit._centre.Select(static value => value + 8)];
        high.AsSpan(0, n).Fill(3);
        low[^1] = Math.Log(1e-12);
        high[^1] = Math.Log(2);
        double[] best = BoundedMinimiser.Minimise(
            fit.Objective,
            start,
            low,
            high,
            iterations,
            cancellationToken: cancellationToken
        );
        return SizeKernel.Of(n, best, part);
    }

    /// <summary>Minus the log of the posterior density of hyper-parameters, but for a constant, and its gradient.</summary>
    public double Objective(ReadOnlySpan<double> x, Span<double> gradient)
    {
        int n = _rows.PartCount;
        int count = _rows.Count;
        var kernel = SizeKernel.Of(n, x, _part);
        gradient.Clear();
        double penalty = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double spread =
                i < n ? RelevanceSpread
                : i == x.Length - 1 ? WhiteSpread
                : SharedSpread;
            double off = (x[i] - _centre[i]) / spread;
            penalty += off * off / 2;
            gradient[i] = off / spread;
        }

        _rows.Products(kernel.Relevances, _products);
        SizePosterior.FillCovariance(kernel, _rows, _products, _covariance);
        if (DoubleCholesky.Factor(_covariance, count) is not { } factor)
        {
            return Impossible;
        }

        double[] a = factor.Solve(_y);
        factor.Inverse(_columns, _inverse);
        for (int i = 0; i < count; i++)
        {
            Span<double> row = _inverse.AsSpan(i * count, i + 1);
            TensorPrimitives.MultiplyAdd(a.AsSpan(0, i + 1), -a[i], row, row);
        }

        AddGradient(kernel, _inverse, gradient);
        return penalty + (TensorPrimitives.Dot<double>(_y, a) + factor.LogDeterminant) / 2;
    }

    /// <summary>Half the sum of W o dK over all entries, W = K^-1 - a a', of which the lower triangle is given; it is overwritten.</summary>
    private void AddGradient(SizeKernel kernel, double[] w, Span<double> gradient)
    {
        int n = _rows.PartCount;
        int count = _rows.Count;
        double[][] correlations = kernel.SizeCorrelations();
        double[][] gaps = kernel.SizeGaps();
        Span<double> sums = stackalloc double[10];
        var row = new Row(count);
        for (int i = 0; i < count; i++)
        {
            int length = i + 1;
            Span<double> weights = w.AsSpan(i * count, length);
            // Each pair off the diagonal stands for two entries, of which half counts; the diagonal for one.
            sums[9] += weights[i] / 2;
            weights[i] /= 2;
            ReadOnlySpan<double> products = _products.AsSpan(i * count, length);
            Span<double> slopes = row.Slopes.AsSpan(0, length);
            slopes.Clear();
            Read(isMirrored: false);
            row.Add(kernel, products, weights, 1, kernel.Share, sums);
            if (kernel.MirroredShare != 0)
            {
                Read(isMirrored: true);
                row.Add(kernel, products, weights, -1, kernel.MirroredShare, sums);
            }

            slopes.CopyTo(weights);

            void Read(bool isMirrored)
            {
                _rows.BySize(
                    i,
                    correlations,
                    _rows,
                    row.Correlations.AsSpan(0, length),
                    isMirrored
                );
                _rows.BySize(i, gaps, _rows, row.Gaps.AsSpan(0, length), isMirrored);
            }
        }

        double[] images = Images(w);
        for (int part = 0; part < n; part++)
        {
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                sum += _rows.Signs(i)[part] * images[i * n + part];
            }

            gradient[part] += kernel.Relevances[part] * (sum - sums[8]);
        }

        for (int i = 0; i < 8; i++)
        {
            gradient[n + i] += sums[i];
        }

        gradient[n + 8] += kernel.White * sums[9];
    }

    /// <summary>The lower triangle of slopes times the signs: one row a mask, one column a part.</summary>
    private double[] Images(double[] slopes)
    {
        int n = _rows.PartCount;
        int count = _rows.Count;
        var images = new double[count * n];
        Span<double> sums = stackalloc double[RowProducts.Entries];
        int i = 0;
        for (; i + 4 <= count; i += 4)
        {
            for (int r = 0; r < 4; r++)
            {
                slopes.AsSpan((i + r) * count + i + r + 1, 3 - r).Clear();
            }

            int part = 0;
            for (; part + 2 <= n; part += 2)
            {
                RowProducts.FourByTwo(
                    slopes,
                    i * count,
                    count,
                    _signsByPart,
                    part * count,
                    count,
                    i + 4,
                    sums
                );
                for (int r = 0; r < 4; r++)
                {
                    images[(i + r) * n + part] = sums[2 * r];
                    images[(i + r) * n + part + 1] = sums[2 * r + 1];
                }
            }

            for (; part < n; part++)
            {
                for (int r = 0; r < 4; r++)
                {
                    images[(i + r) * n + part] = Image(i + r, part);
                }
            }
        }

        for (; i < count; i++)
        {
            for (int part = 0; part < n; part++)
            {
                images[i * n + part] = Image(i, part);
            }
        }

        return images;

        double Image(int mask, int part) =>
            DenseKernels.Dot(
                slopes.AsSpan(mask * count, mask + 1),
                _signsByPart.AsSpan(part * count, mask + 1)
            );
    }

    /// <summary>Working space for one row of the gradient.</summary>
    private sealed class Row(int count)
    {
        private readonly double[] _weights = new double[count];
        private readonly double[] _below = new double[count];
        private readonly double[] _term = new double[count];
        private readonly double[] _near = new double[count];

        /// <summary>E.</summary>
        public double[] Correlations { get; } = new double[count];

        /// <summary>-2 log E.</summary>
        public double[] Gaps { get; } = new double[count];

        /// <summary>Derivatives by r_i x_i y_i, the same of all parts.</summary>
        public double[] Slopes { get; } = new double[count];

        public void Add(
            SizeKernel kernel,
            ReadOnlySpan<double> products,
            ReadOnlySpan<double> w,
            int sign,
            double share,
            Span<double> sums
        )
        {
            int length = products.Length;
            Span<double> weights = _weights.AsSpan(0, length);
            Span<double> below = _below.AsSpan(0, length);
            Span<double> near = _near.AsSpan(0, length);
            Span<double> slopes = Slopes.AsSpan(0, length);
            TensorPrimitives.Multiply(w, share, weights);
            TensorPrimitives.Multiply(products, (double)sign, below);
            sums[0] += kernel.Linear * DenseKernels.Dot(weights, below);
            TensorPrimitives.Multiply(weights, Correlations.AsSpan(0, length), near);
            double nearProducts = DenseKernels.Dot(near, below);
            sums[5] += kernel.Size * TensorPrimitives.Sum<double>(near);
            sums[7] += kernel.SizeLinear * nearProducts;
            Span<double> term = _term.AsSpan(0, length);
            TensorPrimitives.Multiply(below, kernel.SizeLinear, term);
            TensorPrimitives.Add(term, kernel.Size, term);
            TensorPrimitives.Multiply(term, near, term);
            sums[6] += DenseKernels.Dot(term, Gaps.AsSpan(0, length));

            DenseKernels.AddScaled(weights, sign * kernel.Linear, slopes);
            DenseKernels.AddScaled(near, sign * kernel.SizeLinear, slopes);
            TensorPrimitives.Add(below, -kernel.RelevanceSum, below);
            for (int e = 0; e < kernel.Scales.Length; e++)
            {
                TensorPrimitives.Multiply(below, kernel.Decays[e], term);
                TensorPrimitives.Add(term, Math.Log(kernel.Scales[e]), term);
                TensorPrimitives.Exp<double>(term, term);
                TensorPrimitives.Multiply(term, weights, term);
                double sum = TensorPrimitives.Sum<double>(term);
                sums[1 + 2 * e] += sum;
                sums[2 + 2 * e] += kernel.Decays[e] * DenseKernels.Dot(term, below);
                sums[8] += kernel.Decays[e] * sum;
                DenseKernels.AddScaled(term, sign * kernel.Decays[e], slopes);
            }
        }
    }
}
