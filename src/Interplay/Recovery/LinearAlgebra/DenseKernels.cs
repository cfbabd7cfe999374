using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Interplay.Recovery.LinearAlgebra;

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

    /// <summary>
    /// y -= scale times the sum of weighted rows, for padded rows of single precision: eight rows a pass, so that y is read and written an
    /// eighth as often as row by row.
    /// </summary>
    /// <param name="rows">The rows one after another, each <paramref name="width"/> long, a multiple of 16.</param>
    /// <param name="width">Length of a row and of <paramref name="y"/>.</param>
    /// <param name="weights">One weight a row.</param>
    /// <param name="scale">Multiplies all weights.</param>
    /// <param name="y">Changed in place.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SubtractRows(
        ReadOnlySpan<float> rows,
        int width,
        ReadOnlySpan<float> weights,
        float scale,
        Span<float> y
    )
    {
        rows = rows[..(weights.Length * width)];
        y = y[..width];
        ref float target = ref MemoryMarshal.GetReference(y);
        ref float source = ref MemoryMarshal.GetReference(rows);
        int row = 0;
        for (; row + 8 <= weights.Length; row += 8)
        {
            Vector512<float> w0 = Weight(weights, row, scale);
            Vector512<float> w1 = Weight(weights, row + 1, scale);
            Vector512<float> w2 = Weight(weights, row + 2, scale);
            Vector512<float> w3 = Weight(weights, row + 3, scale);
            Vector512<float> w4 = Weight(weights, row + 4, scale);
            Vector512<float> w5 = Weight(weights, row + 5, scale);
            Vector512<float> w6 = Weight(weights, row + 6, scale);
            Vector512<float> w7 = Weight(weights, row + 7, scale);
            ref float low = ref Unsafe.Add(ref source, row * width);
            ref float high = ref Unsafe.Add(ref low, 4 * width);
            for (int i = 0; i < width; i += 16)
            {
                nuint at = (nuint)i;
                Vector512<float> even = Vector512.LoadUnsafe(ref target, at);
                even = Vector512.FusedMultiplyAdd(w0, Load(ref low, 0, width, i), even);
                Vector512<float> odd = w1 * Load(ref low, 1, width, i);
                even = Vector512.FusedMultiplyAdd(w2, Load(ref low, 2, width, i), even);
                odd = Vector512.FusedMultiplyAdd(w3, Load(ref low, 3, width, i), odd);
                even = Vector512.FusedMultiplyAdd(w4, Load(ref high, 0, width, i), even);
                odd = Vector512.FusedMultiplyAdd(w5, Load(ref high, 1, width, i), odd);
                even = Vector512.FusedMultiplyAdd(w6, Load(ref high, 2, width, i), even);
                odd = Vector512.FusedMultiplyAdd(w7, Load(ref high, 3, width, i), odd);
                (even + odd).StoreUnsafe(ref target, at);
            }
        }

        for (; row < weights.Length; row++)
        {
            Vector512<float> weight = Weight(weights, row, scale);
            ref float only = ref Unsafe.Add(ref source, row * width);
            for (int i = 0; i < width; i += 16)
            {
                Vector512
                    .FusedMultiplyAdd(
                        weight,
                        Load(ref only, 0, width, i),
                        Vector512.LoadUnsafe(ref target, (nuint)i)
                    )
                    .StoreUnsafe(ref target, (nuint)i);
            }
        }

        static Vector512<float> Weight(ReadOnlySpan<float> weights, int row, float scale) =>
            Vector512.Create(-scale * weights[row]);

        static Vector512<float> Load(ref float rows, int row, int width, int column) =>
            Vector512.LoadUnsafe(ref rows, (nuint)(row * width + column));
    }

    /// <summary>x := a - 2 x, for padded rows of single precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reflect(Span<float> x, float a)
    {
        var start = new Vector<float>(a);
        foreach (ref Vector<float> vector in MemoryMarshal.Cast<float, Vector<float>>(x))
        {
            vector = start - (vector + vector);
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
