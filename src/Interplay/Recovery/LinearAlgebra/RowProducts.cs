using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Interplay.Recovery.LinearAlgebra;

/// <summary>Inner products of rows of row-major matrices, four rows by two at a time, so that what is loaded once is used more than once.</summary>
internal static class RowProducts
{
    /// <summary>Entries that <see cref="FourByTwo"/> gives.</summary>
    public const int Entries = 8;

    /// <summary>The lower triangle of A B', and what of the upper lies within four rows of the diagonal.</summary>
    /// <param name="a">A, row-major.</param>
    /// <param name="b">B, as many rows.</param>
    /// <param name="rows">Rows of both.</param>
    /// <param name="length">Columns of both.</param>
    /// <param name="into">Receives the products, row-major.</param>
    public static void Lower(double[] a, double[] b, int rows, int length, double[] into)
    {
        Span<double> sums = stackalloc double[Entries];
        int i = 0;
        for (; i + 4 <= rows; i += 4)
        {
            int j = 0;
            for (; j + 2 <= Math.Min(i + 4, rows); j += 2)
            {
                FourByTwo(a, i * length, length, b, j * length, length, length, sums);
                for (int row = 0; row < 4; row++)
                {
                    into[(i + row) * rows + j] = sums[2 * row];
                    into[(i + row) * rows + j + 1] = sums[2 * row + 1];
                }
            }
        }

        for (; i < rows; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                into[i * rows + j] = DenseKernels.Dot(
                    a.AsSpan(i * length, length),
                    b.AsSpan(j * length, length)
                );
            }
        }
    }

    /// <summary>Products of four rows of A with two rows of B: entry 2 r + c is that of row r and row c.</summary>
    /// <param name="a">A.</param>
    /// <param name="firstA">Where the first of the four rows begins.</param>
    /// <param name="strideA">From one row of A to the next.</param>
    /// <param name="b">B.</param>
    /// <param name="firstB">Where the first of the two rows begins.</param>
    /// <param name="strideB">From one row of B to the next.</param>
    /// <param name="length">Numbers of each row that count.</param>
    /// <param name="sums">Receives the products.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourByTwo(
        double[] a,
        nint firstA,
        nint strideA,
        double[] b,
        nint firstB,
        nint strideB,
        int length,
        Span<double> sums
    )
    {
        ref double row = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(a), firstA);
        ref double column = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(b), firstB);
        Vector<double> s00 = default;
        Vector<double> s01 = default;
        Vector<double> s10 = default;
        Vector<double> s11 = default;
        Vector<double> s20 = default;
        Vector<double> s21 = default;
        Vector<double> s30 = default;
        Vector<double> s31 = default;
        int k = 0;
        for (; k + Vector<double>.Count <= length; k += Vector<double>.Count)
        {
            Vector<double> x0 = Load(ref column, k);
            Vector<double> x1 = Load(ref column, strideB + k);
            Vector<double> y = Load(ref row, k);
            s00 += y * x0;
            s01 += y * x1;
            y = Load(ref row, strideA + k);
            s10 += y * x0;
            s11 += y * x1;
            y = Load(ref row, 2 * strideA + k);
            s20 += y * x0;
            s21 += y * x1;
            y = Load(ref row, 3 * strideA + k);
            s30 += y * x0;
            s31 += y * x1;
        }

        sums[0] = Vector.Sum(s00);
        sums[1] = Vector.Sum(s01);
        sums[2] = Vector.Sum(s10);
        sums[3] = Vector.Sum(s11);
        sums[4] = Vector.Sum(s20);
        sums[5] = Vector.Sum(s21);
        sums[6] = Vector.Sum(s30);
        sums[7] = Vector.Sum(s31);
        for (; k < length; k++)
        {
            for (int r = 0; r < 4; r++)
            {
                double left = Unsafe.Add(ref row, r * strideA + k);
                sums[2 * r] += left * Unsafe.Add(ref column, k);
                sums[2 * r + 1] += left * Unsafe.Add(ref column, strideB + k);
            }
        }
    }

    private static Vector<double> Load(ref double origin, nint offset) =>
        Unsafe.ReadUnaligned<Vector<double>>(
            ref Unsafe.As<double, byte>(ref Unsafe.Add(ref origin, offset))
        );
}
