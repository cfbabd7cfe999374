using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Interplay.Recovery.Bits;

/// <summary>
/// In how many rows one bit column differs from each of 16 columns of a block. Sixteen words at a time go through carry-save adders, so that
/// only the carry is counted bit by bit (Harley and Seal; Mula, Kurz and Lemire, 2018, arXiv 1611.07612): 3.4 vector instructions a word
/// instead of 8 with a nibble table alone. AVX-512 has an instruction for it, VPOPCNTDQ, which .NET 10 does not offer.
/// </summary>
internal static class BitDifferences
{
    /// <summary>Counts in all blocks of columns.</summary>
    /// <param name="blocks">The columns.</param>
    /// <param name="other">The bit column compared with, <see cref="ColumnBlocks.RowWords"/> words.</param>
    /// <param name="counts">Receives <see cref="ColumnBlocks.PaddedColumns"/> counts.</param>
    public static void Count(ColumnBlocks blocks, ReadOnlySpan<uint> other, Span<int> counts)
    {
        for (int block = 0; block < blocks.BlockCount; block++)
        {
            Count(
                blocks.Block(block),
                other,
                counts.Slice(block * ColumnBlocks.Lanes, ColumnBlocks.Lanes)
            );
        }
    }

    /// <summary>Counts in one block.</summary>
    /// <param name="block">16 words for each 32 rows.</param>
    /// <param name="other">The bit column compared with, at least a word for each 32 rows.</param>
    /// <param name="counts">Receives 16 counts.</param>
    public static void Count(ReadOnlySpan<uint> block, ReadOnlySpan<uint> other, Span<int> counts)
    {
        if (Avx512BW.IsSupported)
        {
            CountVector(block, other).CopyTo(counts);
        }
        else if (Avx2.IsSupported)
        {
            CountHalf(block, other, 0).CopyTo(counts);
            CountHalf(block, other, 1).CopyTo(counts[(ColumnBlocks.Lanes / 2)..]);
        }
        else
        {
            CountScalar(block, other, counts);
        }
    }

    /// <summary>Counts in one block; needs AVX-512.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<int> CountVector(ReadOnlySpan<uint> block, ReadOnlySpan<uint> other)
    {
        ReadOnlySpan<Vector512<uint>> columns = MemoryMarshal.Cast<uint, Vector512<uint>>(block);
        ref Vector512<uint> column = ref MemoryMarshal.GetReference(columns);
        ref uint bits = ref MemoryMarshal.GetReference(other[..columns.Length]);
        Vector512<uint> ones = default;
        Vector512<uint> twos = default;
        Vector512<uint> fours = default;
        Vector512<uint> eights = default;
        Vector512<int> total = default;
        int word = 0;
        for (; word + 16 <= columns.Length; word += 16)
        {
            Vector512<uint> carry = Eight(
                ref column,
                ref bits,
                word,
                ref ones,
                ref twos,
                ref fours
            );
            Vector512<uint> more = Eight(
                ref column,
                ref bits,
                word + 8,
                ref ones,
                ref twos,
                ref fours
            );
            total += PopCount(Carry(ref eights, carry, more)) << 4;
        }

        total += PopCount(ones) + (PopCount(twos) << 1);
        total += (PopCount(fours) << 2) + (PopCount(eights) << 3);
        for (; word < columns.Length; word++)
        {
            total += PopCount(Differ(ref column, ref bits, word));
        }

        return total;
    }

    /// <summary>Counts in the lower (0) or upper (1) eight columns of a block; needs AVX2. A full adder is five instructions there, not two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector256<int> CountHalf(
        ReadOnlySpan<uint> block,
        ReadOnlySpan<uint> other,
        int half
    )
    {
        ReadOnlySpan<Vector256<uint>> halves = MemoryMarshal.Cast<uint, Vector256<uint>>(block);
        int words = halves.Length / 2;
        ref Vector256<uint> column = ref Unsafe.Add(ref MemoryMarshal.GetReference(halves), half);
        ref uint bits = ref MemoryMarshal.GetReference(other[..words]);
        Vector256<uint> ones = default;
        Vector256<uint> twos = default;
        Vector256<int> total = default;
        int word = 0;
        for (; word + 4 <= words; word += 4)
        {
            Vector256<uint> two0 = Carry(
                ref ones,
                Differ(ref column, ref bits, word),
                Differ(ref column, ref bits, word + 1)
            );
            Vector256<uint> two1 = Carry(
                ref ones,
                Differ(ref column, ref bits, word + 2),
                Differ(ref column, ref bits, word + 3)
            );
            total += PopCount(Carry(ref twos, two0, two1)) << 2;
        }

        total += PopCount(ones) + (PopCount(twos) << 1);
        for (; word < words; word++)
        {
            total += PopCount(Differ(ref column, ref bits, word));
        }

        return total;
    }

    /// <summary>Counts in one block, word by word.</summary>
    public static void CountScalar(
        ReadOnlySpan<uint> block,
        ReadOnlySpan<uint> other,
        Span<int> counts
    )
    {
        counts = counts[..ColumnBlocks.Lanes];
        counts.Clear();
        for (int start = 0; start < block.Length; start += ColumnBlocks.Lanes)
        {
            uint bits = other[start / ColumnBlocks.Lanes];
            ReadOnlySpan<uint> words = block.Slice(start, ColumnBlocks.Lanes);
            for (int lane = 0; lane < words.Length; lane++)
            {
                counts[lane] += BitOperations.PopCount(words[lane] ^ bits);
            }
        }
    }

    /// <summary>Adds eight words to the counters; returns what is carried into the eights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Eight(
        ref Vector512<uint> column,
        ref uint bits,
        int word,
        ref Vector512<uint> ones,
        ref Vector512<uint> twos,
        ref Vector512<uint> fours
    )
    {
        Vector512<uint> two0 = Two(ref column, ref bits, word, ref ones);
        Vector512<uint> two1 = Two(ref column, ref bits, word + 2, ref ones);
        Vector512<uint> four0 = Carry(ref twos, two0, two1);
        two0 = Two(ref column, ref bits, word + 4, ref ones);
        two1 = Two(ref column, ref bits, word + 6, ref ones);
        Vector512<uint> four1 = Carry(ref twos, two0, two1);
        return Carry(ref fours, four0, four1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Two(
        ref Vector512<uint> column,
        ref uint bits,
        int word,
        ref Vector512<uint> ones
    ) =>
        Carry(ref ones, Differ(ref column, ref bits, word), Differ(ref column, ref bits, word + 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Differ(ref Vector512<uint> column, ref uint bits, int word) =>
        Unsafe.Add(ref column, word) ^ Vector512.Create(Unsafe.Add(ref bits, word));

    /// <summary>A full adder: sum := sum xor a xor b; returns the majority of the three.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Carry(
        ref Vector512<uint> sum,
        Vector512<uint> a,
        Vector512<uint> b
    )
    {
        Vector512<uint> before = sum;
        sum = Avx512F.TernaryLogic(before, a, b, 0x96);
        return Avx512F.TernaryLogic(before, a, b, 0xE8);
    }

    /// <summary>Ones in each 32-bit lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> PopCount(Vector512<uint> bits)
    {
        var lane = Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
        var half = Vector256.Create(lane, lane);
        var nibbles = Vector512.Create(half, half);
        var low = Vector512.Create((byte)0x0F);
        Vector512<byte> bytes =
            Avx512BW.Shuffle(nibbles, bits.AsByte() & low)
            + Avx512BW.Shuffle(nibbles, (bits >>> 4).AsByte() & low);
        return Avx512BW.MultiplyAddAdjacent(
            Avx512BW.MultiplyAddAdjacent(bytes, Vector512.Create((sbyte)1)),
            Vector512.Create((short)1)
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Differ(ref Vector256<uint> column, ref uint bits, int word) =>
        Unsafe.Add(ref column, 2 * word) ^ Vector256.Create(Unsafe.Add(ref bits, word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Carry(
        ref Vector256<uint> sum,
        Vector256<uint> a,
        Vector256<uint> b
    )
    {
        Vector256<uint> either = sum ^ a;
        Vector256<uint> carry = (sum & a) | (either & b);
        sum = either ^ b;
        return carry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> PopCount(Vector256<uint> bits)
    {
        var lane = Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
        var nibbles = Vector256.Create(lane, lane);
        var low = Vector256.Create((byte)0x0F);
        Vector256<byte> bytes =
            Avx2.Shuffle(nibbles, bits.AsByte() & low)
            + Avx2.Shuffle(nibbles, (bits >>> 4).AsByte() & low);
        return Avx2.MultiplyAddAdjacent(
            Avx2.MultiplyAddAdjacent(bytes, Vector256.Create((sbyte)1)),
            Vector256.Create((short)1)
        );
    }
}
