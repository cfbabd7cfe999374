using System.Numerics.Tensors;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.Minimisation;

namespace Interplay.Recovery.ShapleyBayes;

/// <summary>Hyper-parameters of <see cref="SizeKernel"/> by their maximum a posteriori evidence, with the exact gradient. O(rows^3) a step.</summary>
internal static class SizeFit
{
    private const double RelevanceSpread = 1;
    private const double SharedSpread = 2;
    private const double WhiteSpread = 4;

    /// <summary>What a kernel that cannot be factorised costs: more than any that can.</summary>
    private const double Impossible = 1e10;

    /// <summary>Fits.</summary>
    /// <param name="rows">Masks.</param>
    /// <param name="y">Their standardised values.</param>
    /// <param name="isOdd">Whether the values are the odd part of a function at one mask of each pair.</param>
    /// <param name="start">Where to start; the centre of the prior is the usual place.</param>
    /// <param name="iterations">Most steps.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public static SizeKernel Fit(
        SizedRows rows,
        double[] y,
        bool isOdd,
        ReadOnlySpan<double> start,
        int iterations,
        CancellationToken cancellationToken
    )
    {
        int n = rows.PartCount;
        double[] centre = SizeKernel.Centre(n);
        double[] low = [.. centre.Select(static value => value - 8)];
        double[] high = [.. centre.Select(static value => value + 8)];
        high.AsSpan(0, n).Fill(3);
        low[^1] = Math.Log(1e-12);
        high[^1] = Math.Log(2);
        double[] best = BoundedMinimiser.Minimise(
            (x, gradient) => Objective(rows, y, isOdd, centre, x, gradient),
            start,
            low,
            high,
            iterations,
            cancellationToken: cancellationToken
        );
        return SizeKernel.Of(n, best, isOdd);
    }

    private static double Objective(
        SizedRows rows,
        double[] y,
        bool isOdd,
        double[] centre,
        ReadOnlySpan<double> x,
        Span<double> gradient
    )
    {
        int n = rows.PartCount;
        var kernel = SizeKernel.Of(n, x, isOdd);
        gradient.Clear();
        double penalty = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double spread =
                i < n ? RelevanceSpread
                : i == x.Length - 1 ? WhiteSpread
                : SharedSpread;
            double off = (x[i] - centre[i]) / spread;
            penalty += off * off / 2;
            gradient[i] = off / spread;
        }

        double[] covariance = SizePosterior.CovarianceOf(kernel, rows);
        if (DoubleCholesky.Factor(covariance, rows.Count) is not { } factor)
        {
            return Impossible;
        }

        double[] a = factor.Solve(y);
        double[] w = factor.Inverse();
        for (int i = 0; i < rows.Count; i++)
        {
            Span<double> row = w.AsSpan(i * rows.Count, i + 1);
            TensorPrimitives.MultiplyAdd(a.AsSpan(0, i + 1), -a[i], row, row);
        }

        new Gradient(kernel, rows, w).AddTo(gradient);
        return penalty + (TensorPrimitives.Dot<double>(y, a) + factor.LogDeterminant) / 2;
    }

    /// <summary>Half the sum of W o dK over all entries, W = K^-1 - a a', of which the lower triangle is given.</summary>
    private sealed class Gradient(SizeKernel kernel, SizedRows rows, double[] w)
    {
        private readonly int _n = rows.PartCount;
        private readonly double[] _sums = new double[10];
        private readonly double[] _parts = new double[rows.PartCount];

        public void AddTo(Span<double> gradient)
        {
            int count = rows.Count;
            double[][] correlations = kernel.SizeCorrelations();
            var products = new double[count];
            var gaps = new double[count];
            var mirrored = new double[count];
            var weights = new double[count];
            var image = new double[_n];
            for (int i = 0; i < count; i++)
            {
                int length = i + 1;
                rows.Products(i, kernel.Relevances, rows, products.AsSpan(0, length));
                rows.Gaps(
                    i,
                    correlations,
                    rows,
                    gaps.AsSpan(0, length),
                    mirrored.AsSpan(0, length)
                );
                // Each pair off the diagonal stands for two entries, of which half counts; the diagonal for one.
                w.AsSpan(i * count, length).CopyTo(weights);
                _sums[9] += weights[i] / 2;
                weights[i] /= 2;
                image.AsSpan().Clear();
                Add(i, 1, kernel.IsOdd ? 0.5 : 1, gaps);
                if (kernel.IsOdd)
                {
                    Add(i, -1, -0.5, mirrored);
                }

                ReadOnlySpan<double> signs = rows.Signs(i);
                for (int part = 0; part < _n; part++)
                {
                    _parts[part] += signs[part] * image[part];
                }
            }

            for (int part = 0; part < _n; part++)
            {
                gradient[part] += kernel.Relevances[part] * (_parts[part] - _sums[8]);
            }

            for (int i = 0; i < 8; i++)
            {
                gradient[_n + i] += _sums[i];
            }

            gradient[_n + 8] += kernel.White * _sums[9];

            void Add(int i, int sign, double share, double[] correlation)
            {
                for (int j = 0; j <= i; j++)
                {
                    double weight = share * weights[j];
                    double g = sign * products[j];
                    double below = g - kernel.RelevanceSum;
                    double first = kernel.Scales[0] * Math.Exp(kernel.Decays[0] * below) * weight;
                    double second = kernel.Scales[1] * Math.Exp(kernel.Decays[1] * below) * weight;
                    double near = correlation[j] * weight;
                    _sums[0] += weight * kernel.Linear * g;
                    _sums[1] += first;
                    _sums[2] += first * kernel.Decays[0] * below;
                    _sums[3] += second;
                    _sums[4] += second * kernel.Decays[1] * below;
                    _sums[5] += near * kernel.Size;
                    if (correlation[j] > 0)
                    {
                        // log E = -gap^2 / (2 l^2), so that dE / dlog l = -2 E log E.
                        _sums[6] -=
                            2
                            * near
                            * Math.Log(correlation[j])
                            * (kernel.Size + kernel.SizeLinear * g);
                    }

                    _sums[7] += near * kernel.SizeLinear * g;
                    double decaying = kernel.Decays[0] * first + kernel.Decays[1] * second;
                    _sums[8] += decaying;
                    double slope =
                        sign * (weight * kernel.Linear + decaying + near * kernel.SizeLinear);
                    DenseKernels.AddScaled(rows.Signs(j), slope, image);
                }
            }
        }
    }
}
