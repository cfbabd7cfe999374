using System.Numerics;

namespace Interplay.Masks.Designs;

/// <summary>
/// Covering arrays over two values, by construction rather than search. Strength 2 is optimal (Kleitman and Spencer, 1973): the columns are
/// distinct sets of floor(N/2) rows that all hold row 0, so that no two are nested, disjoint or jointly exhaustive. Strength 3 doubles
/// (Roux, 1987): from an array A of strength 3 and B of strength 2 over k parts, the rows (a, a) and (b, not b) cover 2k parts.
/// </summary>
internal static class CoveringArray
{
    /// <summary>The rows of an array; parts are assigned to columns at random.</summary>
    public static List<Mask> Build(int partCount, int strength, SeededRandom random)
    {
        List<bool[]> rows = strength switch
        {
            1 => [new bool[partCount], [.. Enumerable.Repeat(true, partCount)]],
            2 => Pairs(partCount),
            _ => Triples(partCount),
        };
        int[] order = random.Permutation(partCount);
        var masks = new List<Mask>(rows.Count);
        foreach (bool[] row in rows)
        {
            var words = new ulong[Mask.WordCount(partCount)];
            for (int part = 0; part < partCount; part++)
            {
                words[part >> 6] |= (row[order[part]] ? 1UL : 0) << (part & 63);
            }

            masks.Add(Mask.FromWords(words, partCount));
        }

        return masks;
    }

    private static List<bool[]> Pairs(int columns)
    {
        int count = 4;
        while (Choose(count - 1, count / 2 - 1) < columns)
        {
            count++;
        }

        List<bool[]> rows = [.. Enumerable.Range(0, count).Select(_ => new bool[columns])];
        uint chosen = (1u << (count / 2 - 1)) - 1;
        for (int column = 0; column < columns; column++)
        {
            rows[0][column] = true;
            for (uint rest = chosen; rest != 0; rest &= rest - 1)
            {
                rows[BitOperations.TrailingZeroCount(rest) + 1][column] = true;
            }

            chosen = NextOfSameSize(chosen);
        }

        return rows;
    }

    private static List<bool[]> Triples(int columns)
    {
        if (columns <= 4)
        {
            // The orthogonal array of eight rows: three free columns and their parity.
            return
            [
                .. Enumerable
                    .Range(0, 8)
                    .Select(bits =>
                        new[]
                        {
                            (bits & 1) != 0,
                            (bits & 2) != 0,
                            (bits & 4) != 0,
                            BitOperations.PopCount((uint)bits) % 2 == 1,
                        }[..columns]
                    ),
            ];
        }

        int half = (columns + 1) / 2;
        IEnumerable<bool[]> repeated = Triples(half).Select(row => (bool[])[.. row, .. row]);
        IEnumerable<bool[]> opposed = Pairs(half)
            .Select(row => (bool[])[.. row, .. row.Select(kept => !kept)]);
        return [.. repeated.Concat(opposed).Select(row => row[..columns])];
    }

    /// <summary>The next larger number with as many bits set (Gosper).</summary>
    private static uint NextOfSameSize(uint bits)
    {
        uint low = bits & (0u - bits);
        uint ripple = bits + low;
        return ripple | (((bits ^ ripple) >> 2) / low);
    }

    private static long Choose(int n, int k)
    {
        long value = 1;
        for (int i = 1; i <= k; i++)
        {
            value = value * (n - k + i) / i;
        }

        return value;
    }
}
