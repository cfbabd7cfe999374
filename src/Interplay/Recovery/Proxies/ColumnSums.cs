using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Interplay.Recovery.Proxies;

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
        Tables(weights, selected, tables[..(rowWords * 128)]);
        for (int block = firstBlock; block < blocks.BlockCount; block++)
        {
            ReadOnlySpan<uint> words = blocks.Words.Slice(
                block * rowWords * ColumnBlocks.Lanes,
                rowWords * ColumnBlocks.Lanes
            );
            Span<float> target = sums.Slice(block * ColumnBlocks.Lanes, ColumnBlocks.Lanes);
            if (vector)
            {
                BlockVector(words, tables, selected, target);
            }
            else
            {
                BlockScalar(words, tables, selected, target);
            }
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

    /// <summary>The 16 subset sums of each four weights; words of rows that are not selected are left as they are and never read.</summary>
    private static void Tables(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<uint> selected,
        Span<float> tables
    )
    {
        var bit0 = Vector512.Create(0f, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1);
        var bit1 = Vector512.Create(0f, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1);
        var bit2 = Vector512.Create(0f, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1);
        var bit3 = Vector512.Create(0f, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
        Span<Vector512<float>> rows = MemoryMarshal.Cast<float, Vector512<float>>(tables);
        Span<float> kept = stackalloc float[32];
        for (int word = 0; word < selected.Length; word++)
        {
            uint bits = selected[word];
            if (bits == 0)
            {
                continue;
            }

            Select(weights.Slice(word * 32, 32), bits, kept);
            Span<Vector512<float>> target = rows.Slice(word * 8, 8);
            for (int quad = 0; quad < 8; quad++)
            {
                target[quad] =
                    bit0 * kept[quad * 4]
                    + bit1 * kept[quad * 4 + 1]
                    + bit2 * kept[quad * 4 + 2]
                    + bit3 * kept[quad * 4 + 3];
            }
        }
    }

    /// <summary>The weights of the rows whose bit is set, zero elsewhere.</summary>
    private static void Select(ReadOnlySpan<float> weights, uint bits, Span<float> kept)
    {
        var place = Vector512.Create(
            1u,
            1u << 1,
            1u << 2,
            1u << 3,
            1u << 4,
            1u << 5,
            1u << 6,
            1u << 7,
            1u << 8,
            1u << 9,
            1u << 10,
            1u << 11,
            1u << 12,
            1u << 13,
            1u << 14,
            1u << 15
        );
        var low = Vector512.Equals(Vector512.Create(bits) & place, place).AsSingle();
        var high = Vector512.Equals(Vector512.Create(bits >> 16) & place, place).AsSingle();
        (Vector512.Create(weights[..16]) & low).CopyTo(kept);
        (Vector512.Create(weights[16..]) & high).CopyTo(kept[16..]);
    }

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
