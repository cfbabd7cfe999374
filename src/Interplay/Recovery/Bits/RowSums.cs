using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Interplay.Recovery.Bits;

/// <summary>
/// What <see cref="ColumnSums"/> does, for few rows: they are visited one by one, and each adds its weight to the columns where its bit is 1.
/// Quicker below about a quarter of all rows. All widths add in the same order and agree to the last bit.
/// </summary>
internal static class RowSums
{
    /// <summary>Rows before a byte counter could overflow.</summary>
    private const int RowsPerFlush = 255;

    /// <summary>Sums and counts over some rows.</summary>
    /// <param name="blocks">The columns.</param>
    /// <param name="rows">The rows that count.</param>
    /// <param name="weights">One weight for each row of the blocks.</param>
    /// <param name="sums">Receives the sum a column, <see cref="ColumnBlocks.PaddedColumns"/> numbers.</param>
    /// <param name="counts">Receives, a column, how many of the rows have a 1.</param>
    public static void Sum(
        ColumnBlocks blocks,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> weights,
        Span<float> sums,
        Span<float> counts
    ) => Sum(blocks, rows, weights, sums, counts, ColumnBlocks.Widest);

    internal static void Sum(
        ColumnBlocks blocks,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> weights,
        Span<float> sums,
        Span<float> counts,
        BlockWidth lanes
    )
    {
        ReadOnlySpan<ulong> bits = blocks.PackedRows;
        int width = bits.Length / Math.Max(1, blocks.RowCount);
        if (lanes != BlockWidth.One)
        {
            Span<float> sum = stackalloc float[64];
            Span<float> count = stackalloc float[64];
            for (int word = 0; word < width; word++)
            {
                Word(bits, width, word, rows, weights, sum, count, lanes);
                int here = Math.Min(64, blocks.PaddedColumns - word * 64);
                sum[..here].CopyTo(sums[(word * 64)..]);
                count[..here].CopyTo(counts[(word * 64)..]);
            }
        }
        else
        {
            Scalar(bits, width, rows, weights, sums, counts);
        }
    }

    /// <summary>64 columns.</summary>
    private static void Word(
        ReadOnlySpan<ulong> bits,
        int width,
        int word,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> weights,
        Span<float> sums,
        Span<float> counts,
        BlockWidth lanes
    )
    {
        sums.Clear();
        counts.Clear();
        Span<byte> few = stackalloc byte[64];
        for (int start = 0; start < rows.Length; start += RowsPerFlush)
        {
            ReadOnlySpan<int> here = rows.Slice(start, Math.Min(RowsPerFlush, rows.Length - start));
            if (lanes == BlockWidth.Sixteen)
            {
                Add512(bits[word..], width, here, weights, sums, few);
            }
            else
            {
                Add256(bits[word..], width, here, weights, sums, few);
            }

            for (int column = 0; column < 64; column++)
            {
                counts[column] += few[column];
            }
        }
    }

    /// <summary>Up to 255 rows: four vectors of sums, and one of counts as bytes. Without calls, so that all stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add512(
        ReadOnlySpan<ulong> bits,
        int width,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> weights,
        Span<float> sums,
        Span<byte> counts
    )
    {
        Vector512<uint> low = RowSelection.Places;
        Vector512<uint> high = low << 16;
        Vector512<byte> spread = Vector512
            .Create(
                0x0000000000000000UL,
                0x0101010101010101,
                0x0202020202020202,
                0x0303030303030303,
                0x0404040404040404,
                0x0505050505050505,
                0x0606060606060606,
                0x0707070707070707
            )
            .AsByte();
        Vector512<byte> place = Vector512.Create(0x8040201008040201UL).AsByte();
        ref ulong firstBits = ref MemoryMarshal.GetReference(bits);
        ref float firstWeight = ref MemoryMarshal.GetReference(weights);
        ref float target = ref MemoryMarshal.GetReference(sums);
        var sum0 = Vector512.LoadUnsafe(ref target);
        var sum1 = Vector512.LoadUnsafe(ref target, 16);
        var sum2 = Vector512.LoadUnsafe(ref target, 32);
        var sum3 = Vector512.LoadUnsafe(ref target, 48);
        Vector512<byte> count = default;
        foreach (int row in rows)
        {
            ulong here = Unsafe.Add(ref firstBits, row * width);
            Vector512<float> weight = Vector512.Create(Unsafe.Add(ref firstWeight, row));
            Vector512<uint> first = Vector512.Create((uint)here);
            Vector512<uint> second = Vector512.Create((uint)(here >> 32));
            sum0 = Add(sum0, weight, first & low);
            sum1 = Add(sum1, weight, first & high);
            sum2 = Add(sum2, weight, second & low);
            sum3 = Add(sum3, weight, second & high);
            Vector512<byte> own = Avx512BW.Shuffle(Vector512.Create(here).AsByte(), spread);
            count -= Vector512.Equals(own & place, place);
        }

        sum0.StoreUnsafe(ref target);
        sum1.StoreUnsafe(ref target, 16);
        sum2.StoreUnsafe(ref target, 32);
        sum3.StoreUnsafe(ref target, 48);
        count.StoreUnsafe(ref MemoryMarshal.GetReference(counts));

        static Vector512<float> Add(
            Vector512<float> sum,
            Vector512<float> more,
            Vector512<uint> set
        ) =>
            Vector512.ConditionalSelect(
                Vector512.Equals(set, Vector512<uint>.Zero).AsSingle(),
                sum,
                sum + more
            );
    }

    /// <summary>The same in vectors half as wide: eight of sums, two of counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add256(
        ReadOnlySpan<ulong> bits,
        int width,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> weights,
        Span<float> sums,
        Span<byte> counts
    )
    {
        Vector256<uint> low = RowSelection.Places.GetLower();
        Vector256<byte> spread = Vector256
            .Create(
                0x0000000000000000UL,
                0x0101010101010101,
                0x0202020202020202,
                0x0303030303030303
            )
            .AsByte();
        Vector256<byte> place = Vector256.Create(0x8040201008040201UL).AsByte();
        ref ulong firstBits = ref MemoryMarshal.GetReference(bits);
        ref float firstWeight = ref MemoryMarshal.GetReference(weights);
        ref float target = ref MemoryMarshal.GetReference(sums);
        var sum0 = Vector256.LoadUnsafe(ref target);
        var sum1 = Vector256.LoadUnsafe(ref target, 8);
        var sum2 = Vector256.LoadUnsafe(ref target, 16);
        var sum3 = Vector256.LoadUnsafe(ref target, 24);
        var sum4 = Vector256.LoadUnsafe(ref target, 32);
        var sum5 = Vector256.LoadUnsafe(ref target, 40);
        var sum6 = Vector256.LoadUnsafe(ref target, 48);
        var sum7 = Vector256.LoadUnsafe(ref target, 56);
        Vector256<byte> count0 = default;
        Vector256<byte> count1 = default;
        foreach (int row in rows)
        {
            ulong here = Unsafe.Add(ref firstBits, row * width);
            Vector256<float> weight = Vector256.Create(Unsafe.Add(ref firstWeight, row));
            sum0 = Add(sum0, weight, here, low);
            sum1 = Add(sum1, weight, here >> 8, low);
            sum2 = Add(sum2, weight, here >> 16, low);
            sum3 = Add(sum3, weight, here >> 24, low);
            sum4 = Add(sum4, weight, here >> 32, low);
            sum5 = Add(sum5, weight, here >> 40, low);
            sum6 = Add(sum6, weight, here >> 48, low);
            sum7 = Add(sum7, weight, here >> 56, low);
            count0 = Count(count0, (uint)here, spread, place);
            count1 = Count(count1, (uint)(here >> 32), spread, place);
        }

        sum0.StoreUnsafe(ref target);
        sum1.StoreUnsafe(ref target, 8);
        sum2.StoreUnsafe(ref target, 16);
        sum3.StoreUnsafe(ref target, 24);
        sum4.StoreUnsafe(ref target, 32);
        sum5.StoreUnsafe(ref target, 40);
        sum6.StoreUnsafe(ref target, 48);
        sum7.StoreUnsafe(ref target, 56);
        count0.StoreUnsafe(ref MemoryMarshal.GetReference(counts));
        count1.StoreUnsafe(ref MemoryMarshal.GetReference(counts), 32);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> Add(
            Vector256<float> sum,
            Vector256<float> more,
            ulong bits,
            Vector256<uint> places
        ) =>
            // A zero changes no sum: these begin with +0 and never become -0.
            sum
            + (more & Vector256.Equals(Vector256.Create((uint)bits) & places, places).AsSingle());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<byte> Count(
            Vector256<byte> count,
            uint bits,
            Vector256<byte> spread,
            Vector256<byte> place
        ) =>
            count
            - Vector256.Equals(
                Avx2.Shuffle(Vector256.Create(bits).AsByte(), spread) & place,
                place
            );
    }

    private static void Scalar(
        ReadOnlySpan<ulong> bits,
        int width,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> weights,
        Span<float> sums,
        Span<float> counts
    )
    {
        sums.Clear();
        counts.Clear();
        foreach (int row in rows)
        {
            float weight = weights[row];
            for (int word = 0; word < width; word++)
            {
                for (ulong rest = bits[row * width + word]; rest != 0; rest &= rest - 1)
                {
                    int column = word * 64 + BitOperations.TrailingZeroCount(rest);
                    sums[column] += weight;
                    counts[column]++;
                }
            }
        }
    }
}
