using System.Numerics;

namespace Interplay.Recovery.Proxies;

/// <summary>Bit masks of selected rows, 32 rows a word.</summary>
internal static class RowSelection
{
    /// <summary>Selects the first <paramref name="rowCount"/> rows.</summary>
    public static void Fill(Span<uint> selected, int rowCount)
    {
        selected.Fill(uint.MaxValue);
        if ((rowCount & 31) != 0)
        {
            selected[^1] = (1u << (rowCount & 31)) - 1;
        }
    }

    /// <summary>Adds a number to every selected row.</summary>
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
