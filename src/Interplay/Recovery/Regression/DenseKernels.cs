using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Interplay.Recovery.Regression;

/// <summary>
/// The few dense loops that recoveries spend their time in. They exist beside TensorPrimitives because they are compiled at full optimisation
/// at once: a short run would otherwise spend most of its time in first-tier versions of generic code.
/// </summary>
internal static class DenseKernels
{
    /// <summary>y += a x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(ReadOnlySpan<double> x, double a, Span<double> y)
    {
        x = x[..y.Length];
        var scale = new Vector<double>(a);
        ReadOnlySpan<Vector<double>> from = MemoryMarshal.Cast<double, Vector<double>>(x);
        Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(y)[..from.Length];
        for (int i = 0; i < from.Length; i++)
        {
            to[i] += scale * from[i];
        }

        for (int i = from.Length * Vector<double>.Count; i < y.Length; i++)
        {
            y[i] += a * x[i];
        }
    }

    /// <summary>x'y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        y = y[..x.Length];
        ReadOnlySpan<Vector<double>> left = MemoryMarshal.Cast<double, Vector<double>>(x);
        ReadOnlySpan<Vector<double>> right = MemoryMarshal.Cast<double, Vector<double>>(y)[
            ..left.Length
        ];
        Vector<double> even = Vector<double>.Zero;
        Vector<double> odd = Vector<double>.Zero;
        int i = 0;
        for (; i + 1 < left.Length; i += 2)
        {
            even += left[i] * right[i];
            odd += left[i + 1] * right[i + 1];
        }

        if (i < left.Length)
        {
            even += left[i] * right[i];
        }

        double sum = Vector.Sum(even + odd);
        for (i = left.Length * Vector<double>.Count; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    /// <summary>y -= x, for padded rows of single precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(ReadOnlySpan<float> x, Span<float> y)
    {
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(x);
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(y)[..from.Length];
        for (int i = 0; i < from.Length; i++)
        {
            to[i] -= from[i];
        }
    }

    /// <summary>The sum of padded rows of single precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum(ReadOnlySpan<float> x)
    {
        Vector<float> sum = Vector<float>.Zero;
        foreach (Vector<float> vector in MemoryMarshal.Cast<float, Vector<float>>(x))
        {
            sum += vector;
        }

        return Vector.Sum(sum);
    }
}
