using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Interplay.Recovery.Bits;

/// <summary>
/// For every bit column at once: the sum of the weights, and the number of selected rows, where the bit is 1. This is the split search of the
/// trees and the correlation of characters with a residual. Four rows make a table of their 16 subset sums; four bits of a column look the
/// table up, in 16 columns at a time or 8 (the method of four Russians, Arlazarov et al. 1970, in a vector permutation). All widths add in the
/// same order and agree to the last bit.
/// </summary>
internal static class ColumnSums
{
    /// <summary>Numbers a table workspace needs for a matrix: 16 for each four rows.</summary>
    public static int TableLength(ColumnBlocks blocks) => blocks.RowWords * 128;

    /// <summary>Sums over the selected rows.</summary>
    /// <param name="blocks">The columns.</param>
    /// <param name="weights">One weight a row, padded with zeros to 32 times <see cref="ColumnBlocks.RowWords"/>.</param>
    /// <param name="selected">Bit mask of the rows that count.</param>
    /// <param name="tables">Workspace of <see cref="TableLength"/> numbers.</param>
    /// <param name="sums">Receives the sum a column, <see cref="ColumnBlocks.PaddedColumns"/> numbers.</param>
    /// <param name="firstBlock">Blocks of columns before this one are left out.</param>
    public static void Sum(
        ColumnBlocks blocks,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<uint> selected,
        Span<float> tables,
        Span<float> sums,
        int firstBlock = 0
    ) => Sum(blocks, weights, selected, tables, sums, firstBlock, ColumnBlocks.Widest);

    internal static void Sum(
        ColumnBlocks blocks,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<uint> selected,
        Span<float> tables,
        Span<float> sums,
        int firstBlock,
        BlockWidth width
    )
    {
        int rowWords = blocks.RowWords;
        selected = selected[..rowWords];
        Tables(weights, selected, tables[..(rowWords * 128)], width);

        for (int block = firstBlock; block < blocks.BlockCount; block++)
        {
            ReadOnlySpan<uint> words = blocks.Words.Slice(
                block * rowWords * ColumnBlocks.Lanes,
                rowWords * ColumnBlocks.Lanes
            );
            Span<float> target = sums.Slice(block * ColumnBlocks.Lanes, ColumnBlocks.Lanes);
            Block(words, tables, selected, target, width);
        }
    }

    /// <summary>The tables of subset sums alone, for callers that go through the columns themselves.</summary>
    /// <param name="weights">One weight a row, padded with zeros to whole words.</param>
    /// <param name="selected">Bit mask of the rows that count.</param>
    /// <param name="tables">Receives 128 numbers a word of <paramref name="selected"/>.</param>
    public static void Tables(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<uint> selected,
        Span<float> tables
    ) => Tables(weights, selected, tables, ColumnBlocks.Widest);

    /// <summary>Sums of one block of 16 interleaved columns.</summary>
    /// <param name="words">16 words for each word of <paramref name="selected"/>.</param>
    /// <param name="tables">What <see cref="Tables(ReadOnlySpan{float}, ReadOnlySpan{uint}, Span{float})"/> made.</param>
    /// <param name="selected">Bit mask of the rows that count.</param>
    /// <param name="sums">Receives 16 sums.</param>
    public static void Block(
        ReadOnlySpan<uint> words,
        ReadOnlySpan<float> tables,
        ReadOnlySpan<uint> selected,
        Span<float> sums
    ) => Block(words, tables, selected, sums, ColumnBlocks.Widest);

    private static void Tables(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<uint> selected,
        Span<float> tables,
        BlockWidth width
    )
    {
        switch (width)
        {
            case BlockWidth.Sixteen:
                Tables512(weights, selected, tables);
                break;
            case BlockWidth.Eight:
                Tables256(weights, selected, tables);
                break;
            default:
                TablesScalar(weights, selected, tables);
                break;
        }
    }

    private static void Block(
        ReadOnlySpan<uint> words,
        ReadOnlySpan<float> tables,
        ReadOnlySpan<uint> selected,
        Span<float> sums,
        BlockWidth width
    )
    {
        switch (width)
        {
            case BlockWidth.Sixteen:
                Block512(words, tables, selected, sums);
                break;
            case BlockWidth.Eight:
                Block256(words, tables, selected, sums);
                break;
            default:
                BlockScalar(words, tables, selected, sums);
                break;
        }
    }

    /// <summary>How many of the selected rows have a 1, for every column.</summary>
    public static void Count(
        ColumnBlocks blocks,
        ReadOnlySpan<uint> selected,
        Span<float> counts
    ) => Count(blocks, selected, counts, ColumnBlocks.Widest);

    internal static void Count(
        ColumnBlocks blocks,
        ReadOnlySpan<uint> selected,
        Span<float> counts,
        BlockWidth width
    )
    {
        int rowWords = blocks.RowWords;
        selected = selected[..rowWords];
        for (int block = 0; block < blocks.BlockCount; block++)
        {
            ReadOnlySpan<uint> words = blocks.Words.Slice(
                block * rowWords * ColumnBlocks.Lanes,
                rowWords * ColumnBlocks.Lanes
            );
            Span<float> target = counts.Slice(block * ColumnBlocks.Lanes, ColumnBlocks.Lanes);
            switch (width)
            {
                case BlockWidth.Sixteen:
                    Count512(words, selected, target);
                    break;
                case BlockWidth.Eight:
                    Count256(words, selected, target);
                    break;
                default:
                    CountScalar(words, selected, target);
                    break;
            }
        }
    }

    /// <summary>
    /// The 16 subset sums of each four weights, ((r0 + r1) + (r2 + r3)) with the rows left out as zeros. Words without a selected row are
    /// left as they are and never read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tables512(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<uint> selected,
        Span<float> tables
    )
    {
        Span<Vector512<float>> rows = MemoryMarshal.Cast<float, Vector512<float>>(tables);
        ReadOnlySpan<Vector512<float>> sources = MemoryMarshal.Cast<float, Vector512<float>>(
            weights
        );
        Vector512<uint> place = RowSelection.Places;
        // Within each group of four lanes: 0, r0, r1, r0 + r1 and 0, r2, r3, r2 + r3.
        var keepFirst = Repeat(0u, uint.MaxValue, uint.MaxValue, uint.MaxValue);
        var keepBoth = Repeat(0u, 0u, 0u, uint.MaxValue);
        var low = Vector512.Create(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
        var high = Vector512.Create(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
        var four = Vector512.Create(4);
        for (int word = 0; word < selected.Length; word++)
        {
            uint bits = selected[word];
            if (bits == 0)
            {
                continue;
            }

            Span<Vector512<float>> target = rows.Slice(word * 8, 8);
            for (int half = 0; half < 2; half++)
            {
                Vector512<float> kept =
                    sources[word * 2 + half]
                    & Vector512
                        .Equals(Vector512.Create(bits >> (16 * half)) & place, place)
                        .AsSingle();
                Vector512<float> first =
                    (Avx512F.Permute4x32(kept, 0b00_01_00_00) & keepFirst)
                    + (Avx512F.Permute4x32(kept, 0b01_01_01_01) & keepBoth);
                Vector512<float> second =
                    (Avx512F.Permute4x32(kept, 0b10_11_10_10) & keepFirst)
                    + (Avx512F.Permute4x32(kept, 0b11_11_11_11) & keepBoth);
                Vector512<int> lowLanes = low;
                Vector512<int> highLanes = high;
                for (int quad = 0; quad < 4; quad++)
                {
                    target[half * 4 + quad] =
                        Avx512F.PermuteVar16x32(first, lowLanes)
                        + Avx512F.PermuteVar16x32(second, highLanes);
                    lowLanes += four;
                    highLanes += four;
                }
            }
        }

        static Vector512<float> Repeat(uint a, uint b, uint c, uint d)
        {
            var lane = Vector128.Create(a, b, c, d);
            var pair = Vector256.Create(lane, lane);
            return Vector512.Create(pair, pair).AsSingle();
        }
    }

    /// <summary>The same with eight rows at a time: each table of 16 sums is two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tables256(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<uint> selected,
        Span<float> tables
    )
    {
        Span<Vector256<float>> rows = MemoryMarshal.Cast<float, Vector256<float>>(tables);
        ReadOnlySpan<Vector256<float>> sources = MemoryMarshal.Cast<float, Vector256<float>>(
            weights
        );
        Vector256<uint> place = RowSelection.Places.GetLower();
        var keepFirst = Vector256.Create(0, -1, -1, -1, 0, -1, -1, -1).AsSingle();
        var keepBoth = Vector256.Create(0, 0, 0, -1, 0, 0, 0, -1).AsSingle();
        var low = Vector256.Create(0, 1, 2, 3, 0, 1, 2, 3);
        var high = Vector256.Create(0, 0, 0, 0, 1, 1, 1, 1);
        var two = Vector256.Create(2);
        var four = Vector256.Create(4);
        for (int word = 0; word < selected.Length; word++)
        {
            uint bits = selected[word];
            if (bits == 0)
            {
                continue;
            }

            Span<Vector256<float>> target = rows.Slice(word * 16, 16);
            for (int eighth = 0; eighth < 4; eighth++)
            {
                Vector256<float> kept =
                    sources[word * 4 + eighth]
                    & Vector256
                        .Equals(Vector256.Create(bits >> (8 * eighth)) & place, place)
                        .AsSingle();
                Vector256<float> first =
                    (Avx.Permute(kept, 0b00_01_00_00) & keepFirst)
                    + (Avx.Permute(kept, 0b01_01_01_01) & keepBoth);
                Vector256<float> second =
                    (Avx.Permute(kept, 0b10_11_10_10) & keepFirst)
                    + (Avx.Permute(kept, 0b11_11_11_11) & keepBoth);
                Vector256<float> left = Avx2.PermuteVar8x32(first, low);
                Vector256<float> right = Avx2.PermuteVar8x32(first, low + four);
                target[eighth * 4] = left + Avx2.PermuteVar8x32(second, high);
                target[eighth * 4 + 1] = left + Avx2.PermuteVar8x32(second, high + two);
                target[eighth * 4 + 2] = right + Avx2.PermuteVar8x32(second, high + four);
                target[eighth * 4 + 3] = right + Avx2.PermuteVar8x32(second, high + four + two);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TablesScalar(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<uint> selected,
        Span<float> tables
    )
    {
        Span<float> first = stackalloc float[4];
        for (int word = 0; word < selected.Length; word++)
        {
            for (int quad = 0; quad < 8 && selected[word] != 0; quad++)
            {
                uint bits = selected[word] >> (quad * 4);
                ReadOnlySpan<float> four = weights.Slice(word * 32 + quad * 4, 4);
                Sums(Kept(four, bits, 0), Kept(four, bits, 1), first);
                Span<float> target = tables.Slice(word * 128 + quad * 16, 16);
                Sums(Kept(four, bits, 2), Kept(four, bits, 3), target);
                for (int subset = 15; subset >= 0; subset--)
                {
                    target[subset] = first[subset & 3] + target[subset >> 2];
                }
            }
        }

        static float Kept(ReadOnlySpan<float> weights, uint bits, int row) =>
            (bits >> row & 1) != 0 ? weights[row] : 0;

        static void Sums(float one, float other, Span<float> sums)
        {
            sums[0] = 0;
            sums[1] = one + 0;
            sums[2] = other + 0;
            sums[3] = one + other;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block512(
        ReadOnlySpan<uint> words,
        ReadOnlySpan<float> tables,
        ReadOnlySpan<uint> selected,
        Span<float> sums
    )
    {
        ReadOnlySpan<Vector512<int>> columns = MemoryMarshal.Cast<uint, Vector512<int>>(words);
        ReadOnlySpan<Vector512<float>> rows = MemoryMarshal.Cast<float, Vector512<float>>(tables);
        Vector512<float> sum0 = Vector512<float>.Zero;
        Vector512<float> sum1 = Vector512<float>.Zero;
        Vector512<float> sum2 = Vector512<float>.Zero;
        Vector512<float> sum3 = Vector512<float>.Zero;
        for (int word = 0; word < columns.Length; word++)
        {
            if (selected[word] == 0)
            {
                continue;
            }

            // vpermps reads only the low four bits of each index.
            Vector512<int> index = columns[word];
            ReadOnlySpan<Vector512<float>> eight = rows.Slice(word * 8, 8);
            sum0 += Avx512F.PermuteVar16x32(eight[0], index);
            sum1 += Avx512F.PermuteVar16x32(eight[1], index >>> 4);
            sum2 += Avx512F.PermuteVar16x32(eight[2], index >>> 8);
            sum3 += Avx512F.PermuteVar16x32(eight[3], index >>> 12);
            sum0 += Avx512F.PermuteVar16x32(eight[4], index >>> 16);
            sum1 += Avx512F.PermuteVar16x32(eight[5], index >>> 20);
            sum2 += Avx512F.PermuteVar16x32(eight[6], index >>> 24);
            sum3 += Avx512F.PermuteVar16x32(eight[7], index >>> 28);
        }

        ((sum0 + sum1) + (sum2 + sum3)).CopyTo(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block256(
        ReadOnlySpan<uint> words,
        ReadOnlySpan<float> tables,
        ReadOnlySpan<uint> selected,
        Span<float> sums
    )
    {
        ReadOnlySpan<Vector256<int>> columns = MemoryMarshal.Cast<uint, Vector256<int>>(words);
        ReadOnlySpan<Vector256<float>> rows = MemoryMarshal.Cast<float, Vector256<float>>(tables);
        for (int half = 0; half < 2; half++)
        {
            Vector256<float> sum0 = Vector256<float>.Zero;
            Vector256<float> sum1 = Vector256<float>.Zero;
            Vector256<float> sum2 = Vector256<float>.Zero;
            Vector256<float> sum3 = Vector256<float>.Zero;
            for (int word = 0; word < selected.Length; word++)
            {
                if (selected[word] == 0)
                {
                    continue;
                }

                Vector256<int> index = columns[word * 2 + half];
                ReadOnlySpan<Vector256<float>> eight = rows.Slice(word * 16, 16);
                sum0 += LookUp(eight[0], eight[1], index, index << 28);
                sum1 += LookUp(eight[2], eight[3], index >>> 4, index << 24);
                sum2 += LookUp(eight[4], eight[5], index >>> 8, index << 20);
                sum3 += LookUp(eight[6], eight[7], index >>> 12, index << 16);
                sum0 += LookUp(eight[8], eight[9], index >>> 16, index << 12);
                sum1 += LookUp(eight[10], eight[11], index >>> 20, index << 8);
                sum2 += LookUp(eight[12], eight[13], index >>> 24, index << 4);
                sum3 += LookUp(eight[14], eight[15], index >>> 28, index);
            }

            ((sum0 + sum1) + (sum2 + sum3)).CopyTo(sums[(half * Vector256<float>.Count)..]);
        }

        // vpermps reads only the low three bits of each index; the fourth, as the sign, chooses the upper eight sums.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> LookUp(
            Vector256<float> lower,
            Vector256<float> upper,
            Vector256<int> index,
            Vector256<int> isUpper
        ) =>
            Avx.BlendVariable(
                Avx2.PermuteVar8x32(lower, index),
                Avx2.PermuteVar8x32(upper, index),
                isUpper.AsSingle()
            );
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BlockScalar(
        ReadOnlySpan<uint> words,
        ReadOnlySpan<float> tables,
        ReadOnlySpan<uint> selected,
        Span<float> sums
    )
    {
        for (int lane = 0; lane < ColumnBlocks.Lanes; lane++)
        {
            float sum0 = 0;
            float sum1 = 0;
            float sum2 = 0;
            float sum3 = 0;
            for (int word = 0; word < selected.Length; word++)
            {
                if (selected[word] == 0)
                {
                    continue;
                }

                uint index = words[word * ColumnBlocks.Lanes + lane];
                ReadOnlySpan<float> eight = tables.Slice(word * 128, 128);
                sum0 += eight[(int)(index & 15)];
                sum1 += eight[16 + (int)(index >> 4 & 15)];
                sum2 += eight[32 + (int)(index >> 8 & 15)];
                sum3 += eight[48 + (int)(index >> 12 & 15)];
                sum0 += eight[64 + (int)(index >> 16 & 15)];
                sum1 += eight[80 + (int)(index >> 20 & 15)];
                sum2 += eight[96 + (int)(index >> 24 & 15)];
                sum3 += eight[112 + (int)(index >> 28)];
            }

            sums[lane] = (sum0 + sum1) + (sum2 + sum3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count512(
        ReadOnlySpan<uint> words,
        ReadOnlySpan<uint> selected,
        Span<float> counts
    )
    {
        ReadOnlySpan<Vector512<uint>> columns = MemoryMarshal.Cast<uint, Vector512<uint>>(words);
        var lane = Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
        var half = Vector256.Create(lane, lane);
        var nibbleCounts = Vector512.Create(half, half);
        var low = Vector512.Create((byte)15);
        var ones = Vector512.Create((sbyte)1);
        var wideOnes = Vector512.Create((short)1);
        Vector512<int> total = Vector512<int>.Zero;
        int word = 0;
        while (word < columns.Length)
        {
            // A byte holds at most 8 counts a word: 31 words before it overflows.
            int end = Math.Min(columns.Length, word + 31);
            Vector512<byte> bytes = Vector512<byte>.Zero;
            for (; word < end; word++)
            {
                Vector512<uint> bits = columns[word] & Vector512.Create(selected[word]);
                bytes += Avx512BW.Shuffle(nibbleCounts, bits.AsByte() & low);
                bytes += Avx512BW.Shuffle(nibbleCounts, (bits >>> 4).AsByte() & low);
            }

            total += Avx512BW.MultiplyAddAdjacent(
                Avx512BW.MultiplyAddAdjacent(bytes, ones),
                wideOnes
            );
        }

        Vector512.ConvertToSingle(total).CopyTo(counts);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count256(
        ReadOnlySpan<uint> words,
        ReadOnlySpan<uint> selected,
        Span<float> counts
    )
    {
        ReadOnlySpan<Vector256<uint>> columns = MemoryMarshal.Cast<uint, Vector256<uint>>(words);
        var lane = Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
        var nibbleCounts = Vector256.Create(lane, lane);
        var low = Vector256.Create((byte)15);
        var ones = Vector256.Create((sbyte)1);
        var wideOnes = Vector256.Create((short)1);
        for (int half = 0; half < 2; half++)
        {
            Vector256<int> total = Vector256<int>.Zero;
            int word = 0;
            while (word < selected.Length)
            {
                int end = Math.Min(selected.Length, word + 31);
                Vector256<byte> bytes = Vector256<byte>.Zero;
                for (; word < end; word++)
                {
                    Vector256<uint> bits =
                        columns[word * 2 + half] & Vector256.Create(selected[word]);
                    bytes += Avx2.Shuffle(nibbleCounts, bits.AsByte() & low);
                    bytes += Avx2.Shuffle(nibbleCounts, (bits >>> 4).AsByte() & low);
                }

                total += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(bytes, ones), wideOnes);
            }

            Vector256.ConvertToSingle(total).CopyTo(counts[(half * Vector256<float>.Count)..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CountScalar(
        ReadOnlySpan<uint> words,
        ReadOnlySpan<uint> selected,
        Span<float> counts
    )
    {
        for (int lane = 0; lane < ColumnBlocks.Lanes; lane++)
        {
            int count = 0;
            for (int word = 0; word < selected.Length; word++)
            {
                count += BitOperations.PopCount(
                    words[word * ColumnBlocks.Lanes + lane] & selected[word]
                );
            }

            counts[lane] = count;
        }
    }
}
