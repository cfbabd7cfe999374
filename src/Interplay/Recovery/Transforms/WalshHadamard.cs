using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Interplay.Recovery.Transforms;

/// <summary>
/// The fast Walsh-Hadamard transform in place, unnormalised: out[k] = sum over l of in[l] (-1)^popcount(k and l).
/// Applied twice it multiplies by the length. O(N log N).
/// </summary>
internal static class WalshHadamard
{
    /// <summary>Largest supported number of bits.</summary>
    public const int MaxBits = 24;

    /// <summary>Up to this many numbers stay in the second-level cache, where all stages of a block are done at once.</summary>
    private const int CacheBlock = 1 << 15;

    /// <summary>Transforms a vector whose length is a power of two.</summary>
    public static void Transform(Memory<double> data) => Transform(data, 1);

    /// <summary>
    /// Transforms each column of a row-major matrix of <paramref name="width"/> columns over its rows, whose number is a power of two.
    /// Every number goes through the same additions in the same order on any number of cores.
    /// </summary>
    /// <exception cref="ArgumentException">The number of rows is not a power of two of at most 2^24.</exception>
    public static void Transform(Memory<double> data, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        int rows = data.Length / width;
        if (rows * width != data.Length || !int.IsPow2(rows) || rows > 1 << MaxBits)
        {
            throw new ArgumentException(
                $"The transform needs a power of two of rows, at most 2^{MaxBits}; found {data.Length} numbers in rows of {width}.",
                nameof(data)
            );
        }

        int blockRows = rows;
        while (blockRows > 1 && blockRows * width > CacheBlock)
        {
            blockRows >>= 1;
        }

        if (blockRows == rows)
        {
            Stages(data.Span, width, rows);
            return;
        }

        int block = blockRows * width;
        Parallel.For(
            0,
            rows / blockRows,
            b => Stages(data.Span.Slice(b * block, block), width, blockRows)
        );
        for (int half = block; half < data.Length; half *= 2)
        {
            CrossBlockStage(data, half, block);
        }
    }

    /// <summary>All stages of one block, two at a time: a pass over memory costs more than its additions.</summary>
    private static void Stages(Span<double> data, int width, int rows)
    {
        int half = 1;
        if (width == 1 && rows >= 8)
        {
            ShortStages(data);
            half = 8;
        }

        half *= width;
        for (; half * 2 < rows * width; half *= 4)
        {
            for (int start = 0; start < data.Length; start += 4 * half)
            {
                TwoStages(data.Slice(start, 4 * half));
            }
        }

        for (; half < rows * width; half *= 2)
        {
            for (int start = 0; start < data.Length; start += 2 * half)
            {
                Butterfly(data.Slice(start, half), data.Slice(start + half, half));
            }
        }
    }

    /// <summary>The first three stages, whose strides are shorter than a vector.</summary>
    private static void ShortStages(Span<double> data)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            for (int half = 1; half < 8; half *= 2)
            {
                for (int i = 0; i < data.Length; i++)
                {
                    if ((i & half) == 0)
                    {
                        (data[i], data[i + half]) = (
                            data[i] + data[i + half],
                            data[i] - data[i + half]
                        );
                    }
                }
            }

            return;
        }

        // x + swapped, the sign of x flipped in the lanes that hold the difference.
        Vector512<double> one = Vector512.Create(0.0, -0.0, 0.0, -0.0, 0.0, -0.0, 0.0, -0.0);
        Vector512<double> two = Vector512.Create(0.0, 0.0, -0.0, -0.0, 0.0, 0.0, -0.0, -0.0);
        Vector512<double> four = Vector512.Create(0.0, 0.0, 0.0, 0.0, -0.0, -0.0, -0.0, -0.0);
        foreach (ref Vector512<double> x in MemoryMarshal.Cast<double, Vector512<double>>(data))
        {
            Vector512<double> y = x;
            y = Vector512.Shuffle(y, Vector512.Create(1L, 0, 3, 2, 5, 4, 7, 6)) + (y ^ one);
            y = Vector512.Shuffle(y, Vector512.Create(2L, 3, 0, 1, 6, 7, 4, 5)) + (y ^ two);
            x = Vector512.Shuffle(y, Vector512.Create(4L, 5, 6, 7, 0, 1, 2, 3)) + (y ^ four);
        }
    }

    /// <summary>One stage whose halves lie in different blocks, cut into pieces that cores share.</summary>
    private static void CrossBlockStage(Memory<double> data, int half, int piece)
    {
        int pieces = half / piece;
        Parallel.For(
            0,
            data.Length / 2 / piece,
            i =>
            {
                int start = i / pieces * 2 * half + i % pieces * piece;
                Span<double> all = data.Span;
                Butterfly(all.Slice(start, piece), all.Slice(start + half, piece));
            }
        );
    }

    /// <summary>Two stages over four quarters: (a, b, c, d) to sums and differences of a, b and c, d, then of a, c and b, d.</summary>
    private static void TwoStages(Span<double> data)
    {
        int quarter = data.Length / 4;
        Span<double> a = data[..quarter];
        Span<double> b = data.Slice(quarter, quarter);
        Span<double> c = data.Slice(2 * quarter, quarter);
        Span<double> d = data.Slice(3 * quarter, quarter);
        Span<Vector<double>> va = MemoryMarshal.Cast<double, Vector<double>>(a);
        Span<Vector<double>> vb = MemoryMarshal.Cast<double, Vector<double>>(b)[..va.Length];
        Span<Vector<double>> vc = MemoryMarshal.Cast<double, Vector<double>>(c)[..va.Length];
        Span<Vector<double>> vd = MemoryMarshal.Cast<double, Vector<double>>(d)[..va.Length];
        for (int i = 0; i < va.Length; i++)
        {
            Vector<double> ab = va[i] + vb[i];
            Vector<double> aLessB = va[i] - vb[i];
            Vector<double> cd = vc[i] + vd[i];
            Vector<double> cLessD = vc[i] - vd[i];
            va[i] = ab + cd;
            vb[i] = aLessB + cLessD;
            vc[i] = ab - cd;
            vd[i] = aLessB - cLessD;
        }

        for (int i = va.Length * Vector<double>.Count; i < quarter; i++)
        {
            double ab = a[i] + b[i];
            double aLessB = a[i] - b[i];
            double cd = c[i] + d[i];
            double cLessD = c[i] - d[i];
            a[i] = ab + cd;
            b[i] = aLessB + cLessD;
            c[i] = ab - cd;
            d[i] = aLessB - cLessD;
        }
    }

    /// <summary>(x, y) := (x + y, x - y).</summary>
    private static void Butterfly(Span<double> x, Span<double> y)
    {
        Span<Vector<double>> vx = MemoryMarshal.Cast<double, Vector<double>>(x);
        Span<Vector<double>> vy = MemoryMarshal.Cast<double, Vector<double>>(y)[..vx.Length];
        for (int i = 0; i < vx.Length; i++)
        {
            (vx[i], vy[i]) = (vx[i] + vy[i], vx[i] - vy[i]);
        }

        for (int i = vx.Length * Vector<double>.Count; i < x.Length; i++)
        {
            (x[i], y[i]) = (x[i] + y[i], x[i] - y[i]);
        }
    }
}
