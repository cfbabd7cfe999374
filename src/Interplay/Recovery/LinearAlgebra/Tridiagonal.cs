using System.Runtime.CompilerServices;

namespace Interplay.Recovery.LinearAlgebra;

/// <summary>
/// A symmetric matrix reduced to tridiagonal form by Householder reflections (Golub and Van Loan, 8.3.1) together with one transformed
/// right-hand side. Afterwards shifted systems and traces of shifted inverses cost O(n) each, which is what choosing a ridge penalty needs.
/// </summary>
internal sealed class Tridiagonal
{
    private readonly double[] _diagonal;
    private readonly double[] _off;

    private Tridiagonal(double[] diagonal, double[] off, double[] right)
    {
        _diagonal = diagonal;
        _off = off;
        Right = right;
    }

    /// <summary>Q'b in the basis of the tridiagonal form.</summary>
    public double[] Right { get; }

    /// <summary>Reduces a copy of the symmetric matrix <paramref name="matrix"/> (n x n, both triangles filled).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Tridiagonal Reduce(ReadOnlySpan<double> matrix, ReadOnlySpan<double> right)
    {
        int n = right.Length;
        double[] a = matrix.ToArray();
        double[] b = right.ToArray();
        var diagonal = new double[n];
        var off = new double[Math.Max(0, n - 1)];
        var v = new double[n];
        var w = new double[n];
        for (int k = 0; k < n - 1; k++)
        {
            diagonal[k] = a[k * n + k];
            Span<double> reflector = v.AsSpan(k + 1, n - k - 1);
            a.AsSpan(k * n + k + 1, n - k - 1).CopyTo(reflector);
            double norm = Math.Sqrt(DenseKernels.Dot(reflector, reflector));
            if (norm == 0)
            {
                continue;
            }

            double alpha = reflector[0] > 0 ? -norm : norm;
            off[k] = alpha;
            reflector[0] -= alpha;
            double squared = DenseKernels.Dot(reflector, reflector);
            if (squared == 0)
            {
                continue;
            }

            // A := H A H with H = I - beta v v'; w = beta A v - (beta^2 v'Av / 2) v.
            double beta = 2 / squared;
            Span<double> image = w.AsSpan(k + 1, n - k - 1);
            for (int i = k + 1; i < n; i++)
            {
                image[i - k - 1] =
                    beta * DenseKernels.Dot(a.AsSpan(i * n + k + 1, n - k - 1), reflector);
            }

            double half = beta / 2 * DenseKernels.Dot(image, reflector);
            DenseKernels.AddScaled(reflector, -half, image);
            for (int i = k + 1; i < n; i++)
            {
                Span<double> row = a.AsSpan(i * n + k + 1, n - k - 1);
                DenseKernels.AddScaled(image, -reflector[i - k - 1], row);
                DenseKernels.AddScaled(reflector, -image[i - k - 1], row);
            }

            Span<double> tail = b.AsSpan(k + 1, n - k - 1);
            DenseKernels.AddScaled(reflector, -beta * DenseKernels.Dot(tail, reflector), tail);
        }

        if (n > 0)
        {
            diagonal[n - 1] = a[n * n - 1];
        }

        return new Tridiagonal(diagonal, off, b);
    }

    /// <summary>For the system (T + shift) u = Right: u'Right, u'T u and the trace of (T + shift)^-1.</summary>
    public (double Fit, double Energy, double InverseTrace) Shifted(double shift)
    {
        int n = _diagonal.Length;
        var down = new double[n];
        var up = new double[n];
        var u = new double[n];
        for (int i = 0; i < n; i++)
        {
            double pull = i == 0 ? 0 : _off[i - 1] / down[i - 1];
            down[i] = Pivot(_diagonal[i] + shift - (i == 0 ? 0 : pull * _off[i - 1]), shift);
            u[i] = Right[i] - (i == 0 ? 0 : pull * u[i - 1]);
        }

        for (int i = n - 1; i >= 0; i--)
        {
            up[i] = Pivot(
                _diagonal[i] + shift - (i == n - 1 ? 0 : _off[i] * _off[i] / up[i + 1]),
                shift
            );
            u[i] = (u[i] - (i == n - 1 ? 0 : _off[i] * u[i + 1])) / down[i];
        }

        double fit = 0;
        double norm = 0;
        double trace = 0;
        for (int i = 0; i < n; i++)
        {
            fit += u[i] * Right[i];
            norm += u[i] * u[i];
            trace += 1 / (down[i] + up[i] - (_diagonal[i] + shift));
        }

        return (fit, fit - shift * norm, trace);
    }

    private static double Pivot(double value, double shift) =>
        Math.Max(value, Math.Max(shift, double.Epsilon * 1e20) * 1e-3);
}
