using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Interplay.Recovery.Bits;

/// <summary>Bit masks of selected rows, 32 rows a word.</summary>
internal static class RowSelection
{
    /// <summary>Lane i holds bit i: compared with a mask it spreads 16 bits over 16 lanes.</summary>
    public static Vector512<uint> Places =>
        Vector512.Create(
            1u,
            0x2,
            0x4,
            0x8,
            0x10,
            0x20,
            0x40,
            0x80,
            0x100,
            0x200,
            0x400,
            0x800,
            0x1000,
            0x2000,
            0x4000,
            0x8000
        );

    /// <summary>Selects the first <paramref name="rowCount"/> rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(Span<uint> selected, int rowCount)
    {
        selected.Fill(uint.MaxValue);
        if ((rowCount & 31) != 0)
        {
            selected[^1] = (1u << (rowCount & 31)) - 1;
        }
    }

    /// <summary>Writes the numbers of the selected rows in order and returns how many they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int List(ReadOnlySpan<uint> selected, Span<int> rows)
    {
        int count = 0;
        for (int word = 0; word < selected.Length; word++)
        {
            for (uint rest = selected[word]; rest != 0; rest &= rest - 1)
            {
                rows[count++] = word * 32 + BitOperations.TrailingZeroCount(rest);
            }
        }

        return count;
    }

    /// <summary>Adds a number to every selected row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<uint> selected, float value, Span<float> target)
    {
        for (int word = 0; word < selected.Length; word++)
        {
            for (uint rest = selected[word]; rest != 0; rest &= rest - 1)
            {
                target[word * 32 + BitOperations.TrailingZeroCount(rest)] += value;
            }
        }
    }
}
