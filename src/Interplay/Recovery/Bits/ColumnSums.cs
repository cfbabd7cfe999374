using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Interplay.Recovery.Bits;

/// <summary>
/// For every bit column at once: the sum of the weights, and the number of selected rows, where the bit is 1. This is the split search of the
/// trees and the correlation of characters with a residual. Four rows make a table of their 16 subset sums; four bits of a column look the
/// table up, in 16 columns at a time (the method of four Russians, Arlazarov et al. 1970, in a vector permutation). Vector and scalar path
/// add in the same order and agree to the last bit.
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
    ) => Sum(blocks, weights, selected, tables, sums, firstBlock, Avx512BW.IsSupported);

    internal static void Sum(
        ColumnBlocks blocks,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<uint> selected,
        Span<float> tables,
        Span<float> sums,
        int firstBlock,
        bool vector
    )
    {
        int rowWords = blocks.RowWords;
        selected = selected[..rowWords];
        Tables(weights, selected, tables[..(rowWords * 128)], vector);

        for (int block = firstBlock; block < blocks.BlockCount; block++)
        {
            ReadOnlySpan<uint> words = blocks.Words.Slice(
                block * rowWords * ColumnBlocks.Lanes,
                rowWords * ColumnBlocks.Lanes
            );
            Span<float> target = sums.Slice(block * ColumnBlocks.Lanes, ColumnBlocks.Lanes);
            Block(words, tables, selected, target, vector);
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
    ) => Tables(weights, selected, tables, Avx512BW.IsSupported);

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
    ) => Block(words, tables, selected, sums, Avx512BW.IsSupported);

    private static void Tables(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<uint> selected,
        Span<float> tables,
        bool vector
    )
    {
        if (vector)
        {
            TablesVector(weights, selected, tables);
        }
        else
        {
            TablesScalar(weights, selected, tables);
        }
    }

    private static void Block(
        ReadOnlySpan<uint> words,
        ReadOnlySpan<float> tables,
        ReadOnlySpan<uint> selected,
        Span<float> sums,
        bool vector
    )
    {
        if (vector)
        {
            BlockVector(words, tables, selected, sums);
        }
        else
        {
            BlockScalar(words, tables, selected, sums);
        }
    }

    /// <summary>How many of the selected rows have a 1, for every column.</summary>
    public static void Count(
        ColumnBlocks blocks,
        ReadOnlySpan<uint> selected,
        Span<float> counts
    ) => Count(blocks, selected, counts, Avx512BW.IsSupported);

    internal static void Count(
        ColumnBlocks blocks,
        ReadOnlySpan<uint> selected,
        Span<float> counts,
        bool vector
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
            if (vector)
            {
                CountVector(words, selected, target);
            }
            else
            {
                CountScalar(words, selected, target);
            }
        }
    }

    /// <summary>
    /// The 16 subset sums of each four weights, ((r0 + r1) + (r2 + r3)) with the rows left out as zeros. Words without a selected row are
    /// left as they are and never read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TablesVector(
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

    private static void TablesScalar(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<uint> selected,
        Span<float> tables
    )
    {
        Span<float> kept = stackalloc float[4];
        for (int word = 0; word < selected.Length; word++)
        {
            for (int quad = 0; quad < 8 && selected[word] != 0; quad++)
            {
                for (int row = 0; row < 4; row++)
                {
                    bool isSelected = (selected[word] >> (quad * 4 + row) & 1) != 0;
                    kept[row] = isSelected ? weights[word * 32 + quad * 4 + row] : 0;
                }

                for (int subset = 0; subset < 16; subset++)
                {
                    float first =
                        ((subset & 1) != 0 ? kept[0] : 0) + ((subset & 2) != 0 ? kept[1] : 0);
                    float second =
                        ((subset & 4) != 0 ? kept[2] : 0) + ((subset & 8) != 0 ? kept[3] : 0);
                    tables[word * 128 + quad * 16 + subset] = first + second;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BlockVector(
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
    private static void BlockScalar(
        ReadOnlySpan<uint> words,
        ReadOnlySpan<float> tables,
        ReadOnlySpan<uint> selected,
        Span<float> sums
    )
    {
        Span<float> partial = stackalloc float[4];
        for (int lane = 0; lane < ColumnBlocks.Lanes; lane++)
        {
            partial.Clear();
            for (int word = 0; word < selected.Length; word++)
            {
                if (selected[word] == 0)
                {
                    continue;
                }

                uint index = words[word * ColumnBlocks.Lanes + lane];
                ReadOnlySpan<float> eight = tables.Slice(word * 128, 128);
                for (int quad = 0; quad < 8; quad++)
                {
                    partial[quad & 3] += eight[quad * 16 + (int)(index >> (4 * quad) & 15)];
                }
            }

            sums[lane] = (partial[0] + partial[1]) + (partial[2] + partial[3]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CountVector(
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
