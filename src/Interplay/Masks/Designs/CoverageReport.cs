using System.Numerics;

namespace Interplay.Masks.Designs;

/// <summary>How many of the 2^t patterns of every t parts occur among some masks.</summary>
/// <param name="Strength">t.</param>
/// <param name="Patterns">Patterns there are: C(n, t) 2^t.</param>
/// <param name="Covered">Patterns that occur.</param>
public sealed record CoverageReport(int Strength, long Patterns, long Covered)
{
    /// <summary>Covered share, 0 to 1.</summary>
    public double Share => Patterns == 0 ? 1 : (double)Covered / Patterns;

    /// <summary>Counts what masks cover. O(C(n, t) 2^t rows / 64).</summary>
    /// <param name="masks">The masks.</param>
    /// <param name="strength">t, 1 to 3.</param>
    public static CoverageReport Of(MaskMatrix masks, int strength)
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentOutOfRangeException.ThrowIfLessThan(strength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(strength, Math.Min(3, masks.PartCount));
        int n = masks.PartCount;
        var covered = new long[n];
        BitColumns columns = masks.Columns;
        Parallel.For(0, n, first => covered[first] = CountFrom(columns, first, strength));
        long sets = strength switch
        {
            1 => n,
            2 => (long)n * (n - 1) / 2,
            _ => (long)n * (n - 1) * (n - 2) / 6,
        };
        return new CoverageReport(strength, sets << strength, covered.Sum());
    }

    private static long CountFrom(BitColumns columns, int first, int strength)
    {
        var all = new ulong[columns.WordsPerColumn];
        for (int row = 0; row < columns.RowCount; row++)
        {
            all[row >> 6] |= 1UL << (row & 63);
        }

        return Count(columns, all, first, strength);
    }

    /// <summary>Patterns among the rows of <paramref name="rows"/> of the sets that hold <paramref name="part"/> and later parts.</summary>
    private static long Count(BitColumns columns, ReadOnlySpan<ulong> rows, int part, int depth)
    {
        ReadOnlySpan<ulong> column = columns.Column(part);
        var kept = new ulong[rows.Length];
        var dropped = new ulong[rows.Length];
        ulong anyKept = 0;
        ulong anyDropped = 0;
        for (int w = 0; w < rows.Length; w++)
        {
            anyKept |= kept[w] = rows[w] & column[w];
            anyDropped |= dropped[w] = rows[w] & ~column[w];
        }

        if (depth == 1)
        {
            return BitOperations.PopCount((anyKept == 0 ? 0UL : 1) | (anyDropped == 0 ? 0UL : 2));
        }

        long count = 0;
        for (int next = part + 1; next < columns.ColumnCount; next++)
        {
            count +=
                Count(columns, kept, next, depth - 1) + Count(columns, dropped, next, depth - 1);
        }

        return count;
    }
}
