using System.Numerics;
using Interplay.Masks;

namespace Interplay.Recovery.Bits;

/// <summary>
/// Finds sets of one order without looking at each of them. A set is two halves, and its character is the product of theirs: where it agrees with the
/// signs of the weights on a few rows, the halves meet in a hash table of the bits of those rows (bit sampling, Indyk and Motwani, 1998). A set that
/// agrees with a share p of the signs is met on k rows with probability p^k; rows of the largest weights make p large, and other rows are another
/// chance. Every meeting is counted on all the rows given.
/// </summary>
internal sealed class HalvesJoin
{
    /// <summary>Rows of the largest weights that the rows of a table are drawn from.</summary>
    private const int DrawnFrom = 128;

    /// <summary>Agreements less disagreements among the first 64 rows below which a meeting is chance.</summary>
    private const int LeastAtFirst = 20;

    /// <summary>Halves looked at for each looked up; masks that resemble one another would make more of them meet.</summary>
    private const int MostMeetings = 16;

    private const ulong Stream = 0x4A4F_494E;

    private readonly BitColumns _columns;
    private readonly ulong[] _signs;
    private readonly int _order;
    private readonly int _small;
    private readonly int _bits;
    private readonly int _threshold;

    private HalvesJoin(BitColumns columns, ulong[] signs, int order, int threshold)
    {
        _columns = columns;
        _signs = signs;
        _order = order;
        _small = order / 2;
        _threshold = threshold;
        double halves = Choose(columns.ColumnCount, _small);
        _bits = Math.Min((int)Math.Clamp(Math.Log2(halves) + 2, 10, 20), columns.RowCount);
    }

    /// <summary>Halves that one table is asked for.</summary>
    public static double LookUps(int partCount, int order) => Choose(partCount, order - order / 2);

    /// <summary>The sets that met and reach the threshold, without order.</summary>
    /// <param name="columns">The rows of the largest weights, the largest first, a column a part.</param>
    /// <param name="weights">Their weights; only the signs count.</param>
    /// <param name="order">Order of the sets, 3 to 5.</param>
    /// <param name="threshold">Least |agreements - disagreements|.</param>
    /// <param name="tables">How many tables.</param>
    /// <param name="cancellationToken">Stops between tables.</param>
    public static HashSet<PartSet> Run(
        BitColumns columns,
        ReadOnlySpan<double> weights,
        int order,
        int threshold,
        int tables,
        CancellationToken cancellationToken
    )
    {
        var signs = new ulong[columns.WordsPerColumn];
        for (int row = 0; row < weights.Length; row++)
        {
            signs[row >> 6] |= (weights[row] < 0 ? 1UL : 0) << (row & 63);
        }

        var join = new HalvesJoin(columns, signs, order, threshold);
        var found = new List<PartSet>[tables];
        Parallel.For(
            0,
            tables,
            new ParallelOptions { CancellationToken = cancellationToken },
            table => found[table] = join.Table((ulong)table)
        );
        return [.. found.SelectMany(static sets => sets)];
    }

    private List<PartSet> Table(ulong number)
    {
        int parts = _columns.ColumnCount;
        int from = Math.Max(_bits, Math.Min(DrawnFrom, _columns.RowCount));
        int[] rows = new SeededRandom(number, Stream).Permutation(from)[.._bits];
        var codes = new uint[parts];
        for (int part = 0; part < parts; part++)
        {
            codes[part] = Code(_columns.Column(part), rows);
        }

        (int[] starts, int[] halves) = SmallHalves(codes);
        uint all = (1u << _bits) - 1;
        uint target = Code(_signs, rows);
        long meetings = (long)(MostMeetings * LookUps(parts, _order));
        var found = new List<PartSet>();
        Span<int> set = stackalloc int[_order];
        int large = _order - _small;
        for (int first = 0; first < parts; first++)
        {
            for (int second = first + 1; second < parts; second++)
            {
                set[0] = first;
                set[1] = second;
                uint code = target ^ codes[first] ^ codes[second];
                if (large == 2)
                {
                    meetings -= Meet(code, set) + Meet(code ^ all, set);
                }

                for (int third = second + 1; large == 3 && third < parts; third++)
                {
                    set[2] = third;
                    meetings -=
                        Meet(code ^ codes[third], set) + Meet(code ^ codes[third] ^ all, set);
                }

                if (meetings < 0)
                {
                    return found;
                }
            }
        }

        return found;

        int Meet(uint code, Span<int> parts)
        {
            int start = starts[code];
            int end = starts[code + 1];
            int last = parts[large - 1];
            for (int place = start; place < end; place++)
            {
                int half = halves[place];
                int lower = half & 0xFFFF;
                if (lower > last)
                {
                    parts[large] = lower;
                    if (_small == 2)
                    {
                        parts[large + 1] = half >>> 16;
                    }

                    if (Agrees(parts))
                    {
                        found.Add(PartSet.Of(parts));
                    }
                }
            }

            return end - start;
        }
    }

    /// <summary>The smaller halves, one or two parts each, sorted by code: those of code c stand from Starts[c] to Starts[c + 1].</summary>
    private (int[] Starts, int[] Halves) SmallHalves(uint[] codes)
    {
        var starts = new int[(1 << _bits) + 1];
        int count = 0;
        ForEach((code, _) => starts[code + 1]++);
        for (int code = 0; code < starts.Length; code++)
        {
            count += starts[code];
            starts[code] = count;
        }

        var halves = new int[count];
        int[] next = [.. starts];
        ForEach((code, half) => halves[next[code]++] = half);
        return (starts, halves);

        void ForEach(Action<uint, int> take)
        {
            for (int lower = 0; lower < codes.Length; lower++)
            {
                if (_small == 1)
                {
                    take(codes[lower], lower);
                }

                for (int upper = lower + 1; _small == 2 && upper < codes.Length; upper++)
                {
                    take(codes[lower] ^ codes[upper], lower | (upper << 16));
                }
            }
        }
    }

    private bool Agrees(ReadOnlySpan<int> parts)
    {
        int rows = _columns.RowCount;
        int words = Mask.WordCount(rows);
        int differences = 0;
        for (int word = 0; word < words; word++)
        {
            ulong bits = _signs[word];
            foreach (int part in parts)
            {
                bits ^= _columns.Words[part * _columns.WordsPerColumn + word];
            }

            differences += BitOperations.PopCount(bits);
            if (word == 0 && rows > 64 && Math.Abs(64 - 2 * differences) < LeastAtFirst)
            {
                return false;
            }
        }

        return Math.Abs(rows - 2 * differences) >= _threshold;
    }

    private static uint Code(ReadOnlySpan<ulong> column, int[] rows)
    {
        uint code = 0;
        for (int bit = 0; bit < rows.Length; bit++)
        {
            code |= (uint)(column[rows[bit] >> 6] >> (rows[bit] & 63) & 1) << bit;
        }

        return code;
    }

    private static double Choose(int n, int k)
    {
        double value = 1;
        for (int i = 0; i < k; i++)
        {
            value = value * (n - i) / (i + 1);
        }

        return value;
    }
}
