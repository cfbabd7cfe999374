using System.Numerics.Tensors;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.WalshBayes.Priors;

/// <summary>The kernel matrix of a prior between two sets of rows (docs/math.md).</summary>
internal static class SmoothKernel
{
    /// <summary>Rows of the kernel made at a time: their intermediate products stay in cache.</summary>
    private const int RowsAtOnce = 256;

    /// <summary>
    /// Local pairs whose variances together are less than this share of the noise are counted as noise: most pairs of neighbours hold next to
    /// nothing, and each costs a column.
    /// </summary>
    private const double NegligibleShare = 1e-3;

    /// <summary>The lower triangle of K + nz I of some rows with themselves.</summary>
    public static SingleMatrix Lower(SmoothPrior prior, SingleMatrix z)
    {
        int rows = z.Rows;
        int n = z.Columns;
        var kernel = new SingleMatrix(rows, rows);
        using SingleMatrix scaled = Scaled(prior, z);
        using SingleMatrix local = LocalFeatures(prior, z, out double left);
        int block = Math.Min(RowsAtOnce, rows);
        using var products = new SingleMatrix(block, rows);
        using var pairs = new SingleMatrix(block, rows);
        var scales = new KernelRows.Scales(
            (float)(Math.Log(prior.Exponential) - prior.Relevances.Sum()),
            (float)prior.Linear,
            (float)prior.FlatPairs,
            (float)prior.Offset,
            1,
            0,
            0
        );
        for (int start = 0; start < rows; start += block)
        {
            int height = Math.Min(block, rows - start);
            int width = start + height;
            products.Clear();
            pairs.Clear();
            Multiply(scaled, products.View);
            Multiply(z, pairs.View);
            Multiply(local, kernel.View.At(start, 0));
            Parallel.For(
                0,
                height,
                i =>
                {
                    int row = start + i;
                    Span<float> q = pairs.Row(i)[..(row + 1)];
                    TensorPrimitives.Multiply(q, q, q);
                    TensorPrimitives.Subtract(q, n, q);
                    TensorPrimitives.Multiply(q, (float)(1.0 / (n * (n - 1.0))), q);
                    Span<float> k = kernel.Row(row)[..(row + 1)];
                    KernelRows.Build(
                        products.Row(i)[..(row + 1)],
                        q,
                        k,
                        default,
                        default,
                        scales,
                        q,
                        k
                    );
                    k[row] += (float)(prior.Noise + left);
                }
            );

            void Multiply(SingleMatrix features, Gemm.View target) =>
                Gemm.Add(
                    height,
                    width,
                    features.Columns,
                    1,
                    features.View.At(start, 0),
                    (features == scaled ? z : features).View.Transposed,
                    target
                );
        }

        return kernel;
    }

    /// <summary>K between rows of <paramref name="left"/> and <paramref name="right"/>.</summary>
    public static SingleMatrix Between(SmoothPrior prior, SingleMatrix left, SingleMatrix right)
    {
        int rows = left.Rows;
        int columns = right.Rows;
        int n = left.Columns;
        var kernel = new SingleMatrix(rows, columns);
        using SingleMatrix scaled = Scaled(prior, left);
        using var products = new SingleMatrix(rows, columns);
        Gemm.Add(rows, columns, n, 1, scaled.View, right.View.Transposed, products.View);
        Gemm.Add(rows, columns, n, 1, left.View, right.View.Transposed, kernel.View);
        float shift = (float)(Math.Log(prior.Exponential) - prior.Relevances.Sum());
        float pairs = (float)(prior.FlatPairs / (n * (n - 1.0)));
        Parallel.For(
            0,
            rows,
            row =>
            {
                Span<float> k = kernel.Row(row);
                Span<float> p = products.Row(row);
                TensorPrimitives.Multiply(k, k, k);
                TensorPrimitives.Multiply(k, pairs, k);
                TensorPrimitives.MultiplyAdd(p, (float)prior.Linear, k, k);
                TensorPrimitives.Add(p, shift, p);
                TensorPrimitives.Exp<float>(p, p);
                TensorPrimitives.Add(k, p, k);
                TensorPrimitives.Add(k, (float)prior.Offset - n * pairs, k);
            }
        );
        AddLocal(prior, left, right, kernel);
        return kernel;
    }

    private static SingleMatrix Scaled(SmoothPrior prior, SingleMatrix z)
    {
        var scaled = new SingleMatrix(z.Rows, z.Columns);
        float[] relevances = [.. prior.Relevances.Select(b => (float)b)];
        Parallel.For(
            0,
            z.Rows,
            row => TensorPrimitives.Multiply(z.Row(row), relevances, scaled.Row(row))
        );
        return scaled;
    }

    private static void AddLocal(
        SmoothPrior prior,
        SingleMatrix left,
        SingleMatrix right,
        SingleMatrix kernel
    )
    {
        using SingleMatrix features = LocalFeatures(prior, left, out _);
        using SingleMatrix others = LocalFeatures(prior, right, out _);
        Gemm.Add(
            left.Rows,
            right.Rows,
            features.Columns,
            1,
            features.View,
            others.View.Transposed,
            kernel.View
        );
    }

    /// <summary>All gaps side by side, each pair scaled by the root of its variance, without those that are negligible together.</summary>
    /// <param name="prior">The prior.</param>
    /// <param name="z">The rows as signs.</param>
    /// <param name="left">The variance of the pairs left out.</param>
    private static SingleMatrix LocalFeatures(SmoothPrior prior, SingleMatrix z, out double left)
    {
        List<(double Variance, int Part, int Gap)> pairs =
        [
            .. prior.LocalWeights.SelectMany(
                (weights, gap) =>
                    weights.Select(
                        (weight, part) => (prior.Local[gap] * weight, part, Gap: gap + 1)
                    )
            ),
        ];
        pairs.Sort();
        left = 0;
        int negligible = 0;
        while (
            negligible < pairs.Count
            && left + pairs[negligible].Variance <= NegligibleShare * prior.Noise
        )
        {
            left += pairs[negligible++].Variance;
        }

        (float Scale, int First, int Second)[] kept =
        [
            .. pairs
                .Skip(negligible)
                .Select(static pair =>
                    ((float)Math.Sqrt(pair.Variance), pair.Part, pair.Part + pair.Gap)
                ),
        ];
        var features = new SingleMatrix(z.Rows, kept.Length);
        Parallel.For(
            0,
            z.Rows,
            row =>
            {
                ReadOnlySpan<float> source = z.Row(row);
                Span<float> target = features.Row(row);
                for (int i = 0; i < target.Length; i++)
                {
                    (float scale, int first, int second) = kept[i];
                    target[i] = scale * source[first] * source[second];
                }
            }
        );
        return features;
    }
}
