using System.Numerics.Tensors;

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

    /// <summary>All stages of one block.</summary>
    private static void Stages(Span<double> data, int width, int rows)
    {
        int half = 1;
        if (width == 1 && rows >= 8)
        {
            SmallStages(data);
            half = 8;
        }

        for (half *= width; half < rows * width; half *= 2)
        {
            for (int start = 0; start < data.Length; start += 2 * half)
            {
                Butterfly(data.Slice(start, half), data.Slice(start + half, half));
            }
        }
    }

    /// <summary>The first three stages, whose strides are shorter than a vector.</summary>
    private static void SmallStages(Span<double> data)
    {
        for (int start = 0; start < data.Length; start += 8)
        {
            Span<double> x = data.Slice(start, 8);
            double a0 = x[0] + x[1];
            double a1 = x[0] - x[1];
            double a2 = x[2] + x[3];
            double a3 = x[2] - x[3];
            double a4 = x[4] + x[5];
            double a5 = x[4] - x[5];
            double a6 = x[6] + x[7];
            double a7 = x[6] - x[7];
            double b0 = a0 + a2;
            double b1 = a1 + a3;
            double b2 = a0 - a2;
            double b3 = a1 - a3;
            double b4 = a4 + a6;
            double b5 = a5 + a7;
            double b6 = a4 - a6;
            double b7 = a5 - a7;
            x[0] = b0 + b4;
            x[1] = b1 + b5;
            x[2] = b2 + b6;
            x[3] = b3 + b7;
            x[4] = b0 - b4;
            x[5] = b1 - b5;
            x[6] = b2 - b6;
            x[7] = b3 - b7;
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

    /// <summary>(x, y) := (x + y, x - y).</summary>
    private static void Butterfly(Span<double> x, Span<double> y)
    {
        const int Tile = 512;
        Span<double> difference = stackalloc double[Tile];
        for (int start = 0; start < x.Length; start += Tile)
        {
            int length = Math.Min(Tile, x.Length - start);
            Span<double> a = x.Slice(start, length);
            Span<double> b = y.Slice(start, length);
            Span<double> held = difference[..length];
            TensorPrimitives.Subtract(a, b, held);
            TensorPrimitives.Add(a, b, a);
            held.CopyTo(b);
        }
    }
}
