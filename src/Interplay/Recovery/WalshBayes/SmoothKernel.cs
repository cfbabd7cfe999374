using System.Numerics.Tensors;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.WalshBayes;

/// <summary>The kernel matrix of a prior between two sets of rows (docs/math.md).</summary>
internal static class SmoothKernel
{
    /// <summary>K between rows of <paramref name="left"/> and <paramref name="right"/>; only the lower triangle when they are the same matrix.</summary>
    public static SingleMatrix Between(SmoothPrior prior, SingleMatrix left, SingleMatrix right)
    {
        Gemm.Part part = ReferenceEquals(left, right) ? Gemm.Part.Lower : Gemm.Part.Full;
        int rows = left.Rows;
        int columns = right.Rows;
        int n = left.Columns;
        var kernel = new SingleMatrix(rows, columns);
        using var scaled = new SingleMatrix(rows, n);
        float[] relevances = [.. prior.Relevances.Select(b => (float)b)];
        Parallel.For(
            0,
            rows,
            row => TensorPrimitives.Multiply(left.Row(row), relevances, scaled.Row(row))
        );
        using var products = new SingleMatrix(rows, columns);
        Gemm.Add(rows, columns, n, 1, scaled.View, right.View.Transposed, products.View, part);
        Gemm.Add(rows, columns, n, 1, left.View, right.View.Transposed, kernel.View, part);
        float shift = (float)(Math.Log(prior.Exponential) - prior.Relevances.Sum());
        float pairs = (float)(prior.FlatPairs / (n * (n - 1.0)));
        Parallel.For(
            0,
            rows,
            row =>
            {
                int length = part == Gemm.Part.Lower ? row + 1 : columns;
                Span<float> k = kernel.Row(row)[..length];
                Span<float> p = products.Row(row)[..length];
                TensorPrimitives.Multiply(k, k, k);
                TensorPrimitives.Multiply(k, pairs, k);
                TensorPrimitives.MultiplyAdd(p, (float)prior.Linear, k, k);
                TensorPrimitives.Add(p, shift, p);
                TensorPrimitives.Exp<float>(p, p);
                TensorPrimitives.Add(k, p, k);
                TensorPrimitives.Add(k, (float)prior.Offset - n * pairs, k);
            }
        );
        AddLocal(prior, left, right, kernel, part);
        return kernel;
    }

    /// <summary>All gaps at once: the features of the gaps side by side, each scaled by the root of its variance.</summary>
    private static void AddLocal(
        SmoothPrior prior,
        SingleMatrix left,
        SingleMatrix right,
        SingleMatrix kernel,
        Gemm.Part part
    )
    {
        if (prior.LocalWeights.Length == 0)
        {
            return;
        }

        using SingleMatrix features = LocalFeatures(prior, left);
        using SingleMatrix? others = ReferenceEquals(left, right)
            ? null
            : LocalFeatures(prior, right);
        Gemm.Add(
            left.Rows,
            right.Rows,
            features.Columns,
            1,
            features.View,
            (others ?? features).View.Transposed,
            kernel.View,
            part
        );
    }

    private static SingleMatrix LocalFeatures(SmoothPrior prior, SingleMatrix z)
    {
        var features = new SingleMatrix(z.Rows, prior.LocalWeights.Sum(weights => weights.Length));
        float[] scales =
        [
            .. prior.LocalWeights.SelectMany(
                (weights, gap) =>
                    weights.Select(weight => (float)Math.Sqrt(prior.Local[gap] * weight))
            ),
        ];
        Parallel.For(
            0,
            z.Rows,
            row =>
            {
                ReadOnlySpan<float> source = z.Row(row);
                Span<float> target = features.Row(row);
                int at = 0;
                for (int gap = 1; gap <= prior.LocalWeights.Length; gap++)
                {
                    int length = source.Length - gap;
                    TensorPrimitives.Multiply(
                        source[..length],
                        source[gap..],
                        target.Slice(at, length)
                    );
                    at += length;
                }

                TensorPrimitives.Multiply(target, scales, target);
            }
        );
        return features;
    }
}
