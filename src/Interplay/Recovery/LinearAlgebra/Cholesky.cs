using System.Numerics.Tensors;

namespace Interplay.Recovery.LinearAlgebra;

/// <summary>Cholesky factorisation A = L L' of a dense symmetric positive definite matrix, row-major, by inner products of rows (Golub and Van Loan, 4.2).</summary>
internal sealed class Cholesky
{
    private readonly double[] _l;
    private readonly int _n;

    private Cholesky(double[] l, int n)
    {
        _l = l;
        _n = n;
    }

    /// <summary>Factorises; null when a pivot is not positive to working precision.</summary>
    /// <param name="a">The matrix, n x n row-major; only the lower triangle is read.</param>
    /// <param name="n">Its size.</param>
    /// <param name="shift">Added to the diagonal.</param>
    public static Cholesky? Factor(ReadOnlySpan<double> a, int n, double shift = 0)
    {
        var l = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            Span<double> row = l.AsSpan(i * n, i + 1);
            for (int j = 0; j < i; j++)
            {
                ReadOnlySpan<double> other = l.AsSpan(j * n, j + 1);
                row[j] = (a[i * n + j] - DenseKernels.Dot(row[..j], other[..j])) / other[j];
            }

            double diagonal = a[i * n + i] + shift;
            double pivot = diagonal - DenseKernels.Dot(row[..i], row[..i]);
            if (!(pivot > diagonal * 1e-14))
            {
                return null;
            }

            row[i] = Math.Sqrt(pivot);
        }

        return new Cholesky(l, n);
    }

    /// <summary>Solves A x = b.</summary>
    public double[] Solve(ReadOnlySpan<double> b)
    {
        double[] x = b.ToArray();
        for (int i = 0; i < _n; i++)
        {
            ReadOnlySpan<double> row = _l.AsSpan(i * _n, i + 1);
            x[i] = (x[i] - DenseKernels.Dot(row[..i], x.AsSpan(0, i))) / row[i];
        }

        for (int i = _n - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = _l.AsSpan(i * _n, i + 1);
            x[i] /= row[i];
            Span<double> head = x.AsSpan(0, i);
            DenseKernels.AddScaled(row[..i], -x[i], head);
        }

        return x;
    }

    /// <summary>The diagonal of the inverse of A. O(n^3).</summary>
    public double[] InverseDiagonal()
    {
        var diagonal = new double[_n];
        var inverse = new double[_n * _n];
        for (int i = 0; i < _n; i++)
        {
            // Row i of inverse(L) = (e_i - sum over j < i of L_ij row j of inverse(L)) / L_ii.
            Span<double> row = inverse.AsSpan(i * _n, i + 1);
            for (int j = 0; j < i; j++)
            {
                Span<double> head = row[..(j + 1)];
                DenseKernels.AddScaled(inverse.AsSpan(j * _n, j + 1), -_l[i * _n + j], head);
            }

            row[i] = 1;
            TensorPrimitives.Divide(row, _l[i * _n + i], row);
            for (int j = 0; j <= i; j++)
            {
                diagonal[j] += row[j] * row[j];
            }
        }

        return diagonal;
    }
}
