using System.Numerics.Tensors;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Recovery.WalshBayes;

/// <summary>
/// -log posterior of the hyper-parameters on some rows, J = .5 y'a + .5 log det(K + nz I) + penalty with a = (K + nz I)^-1 y, and its
/// gradient by Q = .5 ((K + nz I)^-1 - a a') = dJ/dK. One Cholesky, one inverse and two products a call. With several outputs the data
/// terms are averaged over them, since they share the relevances.
/// </summary>
internal sealed unsafe class SmoothObjective : IDisposable
{
    private readonly SmoothParameters _parameters;
    private readonly double[][] _weights;
    private readonly float[][] _y;
    private readonly int _rows;
    private readonly int _parts;
    private readonly SingleMatrix _z;
    private readonly SingleMatrix _scaled;
    private readonly SingleMatrix _pairs;
    private readonly SingleMatrix[] _local;
    private readonly SingleMatrix _products;
    private readonly SingleMatrix _exponential;
    private readonly SingleMatrix _kernel;
    private readonly SingleMatrix _inverse;
    private readonly SingleMatrix _image;
    private readonly SingleMatrix? _extra;

    /// <param name="parameters">Layout of the vector.</param>
    /// <param name="z">The rows as signs.</param>
    /// <param name="y">Standardised values, one array an output.</param>
    /// <param name="weights">Local weights, fixed during one minimisation.</param>
    /// <param name="extra">A fixed kernel on top, such as that of the spikes; lower triangle; null for none. It stays the caller's.</param>
    public SmoothObjective(
        SmoothParameters parameters,
        SingleMatrix z,
        float[][] y,
        double[][] weights,
        SingleMatrix? extra = null
    )
    {
        _extra = extra;
        _parameters = parameters;
        _weights = weights;
        _y = y;
        _z = z;
        _rows = z.Rows;
        _parts = z.Columns;
        _scaled = new SingleMatrix(_rows, _parts);
        _pairs = new SingleMatrix(_rows, _rows);
        _products = new SingleMatrix(_rows, _rows);
        _exponential = new SingleMatrix(_rows, _rows);
        _kernel = new SingleMatrix(_rows, _rows);
        _inverse = new SingleMatrix(_rows, _rows);
        _image = new SingleMatrix(_rows, _parts);
        Gemm.Add(_rows, _rows, _parts, 1, z.View, z.View.Transposed, _pairs.View, Gemm.Part.Lower);
        ForRows(row =>
        {
            // (q^2 - n) / (n (n - 1))
            Span<float> q = _pairs.Row(row)[..(row + 1)];
            TensorPrimitives.Multiply(q, q, q);
            TensorPrimitives.Subtract(q, _parts, q);
            TensorPrimitives.Multiply(q, (float)(1.0 / (_parts * (_parts - 1.0))), q);
        });
        _local = [.. weights.Select((w, index) => LocalKernel(z, w, index + 1))];
    }

    public double Evaluate(ReadOnlySpan<double> x, Span<double> gradient)
    {
        SmoothPrior prior = _parameters.ToPrior(x, _weights);
        gradient.Clear();
        BuildKernel(prior);
        using SingleCholesky? factor = SingleCholesky.Factor(_kernel.Data, _rows, _rows);
        if (factor is null)
        {
            return double.PositiveInfinity;
        }

        double value = 0.5 * factor.LogDeterminant;
        float[][] solutions = [.. _y.Select(y => (float[])y.Clone())];
        for (int output = 0; output < solutions.Length; output++)
        {
            factor.Solve(solutions[output]);
            value +=
                0.5 * TensorPrimitives.Dot<float>(solutions[output], _y[output]) / solutions.Length;
        }

        factor.InverseLower(_inverse);
        AddGradient(prior, solutions, gradient);
        return value + _parameters.Penalty(x, gradient);
    }

    public void Dispose()
    {
        foreach (
            SingleMatrix matrix in (SingleMatrix[])
                [_scaled, _pairs, .. _local, _products, _exponential, _kernel, _inverse, _image]
        )
        {
            matrix.Dispose();
        }
    }

    private static SingleMatrix LocalKernel(SingleMatrix z, double[] weights, int gap)
    {
        using var features = new SingleMatrix(z.Rows, weights.Length);
        for (int row = 0; row < z.Rows; row++)
        {
            ReadOnlySpan<float> source = z.Row(row);
            Span<float> target = features.Row(row);
            for (int i = 0; i < weights.Length; i++)
            {
                target[i] = source[i] * source[i + gap] * (float)Math.Sqrt(weights[i]);
            }
        }

        var kernel = new SingleMatrix(z.Rows, z.Rows);
        Gemm.Add(
            z.Rows,
            z.Rows,
            weights.Length,
            1,
            features.View,
            features.View.Transposed,
            kernel.View,
            Gemm.Part.Lower
        );
        return kernel;
    }

    private void BuildKernel(SmoothPrior prior)
    {
        float[] relevances = [.. prior.Relevances.Select(static b => (float)b)];
        ForRows(row => TensorPrimitives.Multiply(_z.Row(row), relevances, _scaled.Row(row)));
        _products.Clear();
        Gemm.Add(
            _rows,
            _rows,
            _parts,
            1,
            _scaled.View,
            _z.View.Transposed,
            _products.View,
            Gemm.Part.Lower
        );
        var scales = new KernelRows.Scales(
            (float)(Math.Log(prior.Exponential) - prior.Relevances.Sum()),
            (float)prior.Linear,
            (float)prior.FlatPairs,
            (float)prior.Offset,
            (float)prior.Local.ElementAtOrDefault(0),
            (float)prior.Local.ElementAtOrDefault(1),
            (float)prior.Local.ElementAtOrDefault(2)
        );
        ForRows(row =>
        {
            int length = row + 1;
            Span<float> k = _kernel.Row(row)[..length];
            KernelRows.Build(
                _products.Row(row)[..length],
                _pairs.Row(row)[..length],
                Local(0, row),
                Local(1, row),
                Local(2, row),
                scales,
                _exponential.Row(row)[..length],
                k
            );
            if (_extra is not null)
            {
                TensorPrimitives.Add(k, _extra.Row(row)[..length], k);
            }

            k[row] += (float)prior.Noise;
        });
    }

    private void AddGradient(SmoothPrior prior, float[][] solutions, Span<double> gradient)
    {
        const int Sums = 7;
        var sums = new double[_rows * Sums];
        float[] a = solutions[0];
        ForRows(row =>
        {
            int length = row + 1;
            Span<float> inverse = _inverse.Row(row)[..length];
            if (solutions.Length > 1)
            {
                AverageOuterProducts(inverse, solutions, row);
            }

            KernelRows.Gradient(
                inverse,
                a.AsSpan(0, length),
                _products.Row(row)[..length],
                _pairs.Row(row)[..length],
                Local(0, row),
                Local(1, row),
                Local(2, row),
                (float)prior.Linear,
                _exponential.Row(row)[..length],
                sums.AsSpan(row * Sums, Sums)
            );
        });
        Span<double> total = stackalloc double[Sums];
        for (int row = 0; row < _rows; row++)
        {
            TensorPrimitives.Add(total, sums.AsSpan(row * Sums, Sums), total);
        }

        // The exponential part now holds Q o (E + s1).
        _exponential.MirrorLower();
        _image.Clear();
        Gemm.Add(_rows, _parts, _rows, 1, _exponential.View, _z.View, _image.View);
        for (int row = 0; row < _rows; row++)
        {
            ReadOnlySpan<float> z = _z.Row(row);
            ReadOnlySpan<float> image = _image.Row(row);
            for (int i = 0; i < _parts; i++)
            {
                gradient[i] += z[i] * image[i];
            }
        }

        for (int i = 0; i < _parts; i++)
        {
            gradient[i] = (gradient[i] - total[1]) * prior.Relevances[i];
        }

        gradient[_parts] = prior.Linear * total[0];
        gradient[_parts + 1] = total[1];
        gradient[_parts + 2] = prior.FlatPairs * total[2];
        for (int gap = 0; gap < _local.Length; gap++)
        {
            gradient[_parts + 3 + gap] = prior.Local[gap] * total[3 + gap];
        }

        gradient[^1] = prior.Noise * total[6];
    }

    /// <summary>Leaves inverse + a a' - the mean of all outer products, so that the pass over the row, which subtracts a a', ends with the mean.</summary>
    private static void AverageOuterProducts(Span<float> inverse, float[][] solutions, int row)
    {
        ReadOnlySpan<float> first = solutions[0].AsSpan(0, inverse.Length);
        TensorPrimitives.MultiplyAdd(first, solutions[0][row], inverse, inverse);
        foreach (float[] a in solutions)
        {
            TensorPrimitives.MultiplyAdd(
                a.AsSpan(0, inverse.Length),
                -a[row] / solutions.Length,
                inverse,
                inverse
            );
        }
    }

    private ReadOnlySpan<float> Local(int gap, int row) =>
        gap < _local.Length ? _local[gap].Row(row)[..(row + 1)] : default;

    private void ForRows(Action<int> body) => Parallel.For(0, _rows, body);
}
