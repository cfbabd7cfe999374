using System.Runtime.Intrinsics;
using Interplay.Masks;

namespace Interplay.Recovery.Bits;

/// <summary>
/// Looks at every set of one order: how often its character agrees with the sign of a weight. Prefixes of a set are exclusive ors of packed
/// columns; the last part runs over 16 columns at a time, whose disagreements <see cref="BitDifferences"/> counts. What passes is ranked by a
/// score of its own where one is given: the rows that are counted may be a part of those that judge.
/// </summary>
internal sealed class ParityScreen
{
    private readonly ColumnBlocks _blocks;
    private readonly uint[] _target;
    private readonly int _order;
    private readonly int _cap;
    private readonly int _threshold;
    private readonly BlockWidth _width;
    private readonly Score? _score;

    private ParityScreen(
        ColumnBlocks blocks,
        uint[] target,
        int order,
        int threshold,
        int cap,
        BlockWidth width,
        Score? score
    )
    {
        _blocks = blocks;
        _target = target;
        _order = order;
        _threshold = threshold;
        _cap = cap;
        _width = width;
        _score = score;
    }

    /// <summary>How good a set is that passed.</summary>
    public delegate double Score(ReadOnlySpan<int> parts);

    /// <summary>512-bit words that a screen of all sets reads: the price of the screen.</summary>
    public static double Cost(int partCount, int order, int rows)
    {
        double sets = 1;
        for (int i = 0; i < order; i++)
        {
            sets = sets * (partCount - i) / (i + 1);
        }

        return sets * ((rows + 511) / 512);
    }

    /// <summary>The sets whose character agrees or disagrees with the signs most.</summary>
    /// <param name="blocks">The columns.</param>
    /// <param name="weights">One weight a row; only its sign counts.</param>
    /// <param name="order">Order of the sets, at least 2.</param>
    /// <param name="threshold">Least |agreements - disagreements|.</param>
    /// <param name="cap">Most sets returned, the strongest.</param>
    /// <param name="score">Ranks what reaches the threshold; null ranks by the agreement. Called from several threads.</param>
    /// <param name="cancellationToken">Stops the screen.</param>
    public static List<PartSet> Run(
        ColumnBlocks blocks,
        ReadOnlySpan<double> weights,
        int order,
        int threshold,
        int cap,
        Score? score,
        CancellationToken cancellationToken
    ) => Run(blocks, weights, order, threshold, cap, ColumnBlocks.Widest, score, cancellationToken);

    internal static List<PartSet> Run(
        ColumnBlocks blocks,
        ReadOnlySpan<double> weights,
        int order,
        int threshold,
        int cap,
        BlockWidth width,
        Score? score,
        CancellationToken cancellationToken
    )
    {
        var target = new uint[blocks.RowWords];
        for (int row = 0; row < weights.Length; row++)
        {
            target[row >> 5] |= (weights[row] < 0 ? 1u : 0) << (row & 31);
        }

        var screen = new ParityScreen(blocks, target, order, threshold, cap, width, score);
        int n = blocks.ColumnCount;
        (int First, int Second)[] starts =
        [
            .. Enumerable
                .Range(0, n)
                .SelectMany(first =>
                    order == 2
                        ? [(first, -1)]
                        : Enumerable
                            .Range(first + 1, n - first - 1)
                            .Select(second => (first, second))
                ),
        ];
        var hits = new List<Hit>?[starts.Length];
        Parallel.For(
            0,
            starts.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            start => hits[start] = screen.From(starts[start].First, starts[start].Second)
        );
        List<Hit> all = [.. hits.SelectMany(found => found ?? [])];
        Strongest(all, cap);
        return [.. all.Select(hit => hit.Parts)];
    }

    private List<Hit>? From(int first, int second)
    {
        var prefixes = new uint[_order][];
        for (int depth = 0; depth < _order; depth++)
        {
            prefixes[depth] = new uint[_target.Length];
        }

        var parts = new int[_order];
        parts[0] = first;
        Exclusive(_target, _blocks.Column(first), prefixes[0]);
        int depthNow = 1;
        if (second >= 0)
        {
            parts[1] = second;
            Exclusive(prefixes[0], _blocks.Column(second), prefixes[1]);
            depthNow = 2;
        }

        var hits = new List<Hit>();
        Descend(prefixes, parts, depthNow, hits);
        Strongest(hits, _cap);
        return hits.Count == 0 ? null : hits;
    }

    private void Descend(uint[][] prefixes, int[] parts, int depth, List<Hit> hits)
    {
        int n = _blocks.ColumnCount;
        if (depth == _order - 1)
        {
            Last(prefixes[depth - 1], parts, hits);
            return;
        }

        for (int part = parts[depth - 1] + 1; part <= n - (_order - depth); part++)
        {
            parts[depth] = part;
            Exclusive(prefixes[depth - 1], _blocks.Column(part), prefixes[depth]);
            Descend(prefixes, parts, depth + 1, hits);
        }
    }

    /// <summary>Counts the disagreements for every last part.</summary>
    private void Last(ReadOnlySpan<uint> prefix, int[] parts, List<Hit> hits)
    {
        int before = parts[_order - 2];
        int rows = _blocks.RowCount;
        Span<int> counts = stackalloc int[ColumnBlocks.Lanes];
        for (int block = (before + 1) / ColumnBlocks.Lanes; block < _blocks.BlockCount; block++)
        {
            ReadOnlySpan<uint> words = _blocks.Words.Slice(
                block * _blocks.RowWords * ColumnBlocks.Lanes,
                _blocks.RowWords * ColumnBlocks.Lanes
            );
            if (!Count(words, prefix, rows, counts))
            {
                continue;
            }

            for (int lane = 0; lane < ColumnBlocks.Lanes; lane++)
            {
                int part = block * ColumnBlocks.Lanes + lane;
                int deviation = Math.Abs(2 * counts[lane] - rows);
                if (part > before && part < _blocks.ColumnCount && deviation >= _threshold)
                {
                    parts[_order - 1] = part;
                    hits.Add(new Hit(PartSet.Of(parts), _score?.Invoke(parts) ?? deviation));
                    if (hits.Count >= 4 * _cap)
                    {
                        Strongest(hits, _cap);
                    }
                }
            }
        }
    }

    /// <summary>Counts in 16 lanes; false when no lane reaches the threshold, and then the counts may not be written.</summary>
    private bool Count(
        ReadOnlySpan<uint> words,
        ReadOnlySpan<uint> prefix,
        int rows,
        Span<int> counts
    )
    {
        if (_width == BlockWidth.Sixteen)
        {
            Vector512<int> total = BitDifferences.CountVector(words, prefix);
            Vector512<int> deviation = Vector512.Abs(total + total - Vector512.Create(rows));
            if (!Vector512.GreaterThanOrEqualAny(deviation, Vector512.Create(_threshold)))
            {
                return false;
            }

            total.CopyTo(counts);
            return true;
        }

        if (_width == BlockWidth.Eight)
        {
            Vector256<int> lower = BitDifferences.CountHalf(words, prefix, 0);
            Vector256<int> upper = BitDifferences.CountHalf(words, prefix, 1);
            Vector256<int> deviation = Vector256.Max(
                Vector256.Abs(lower + lower - Vector256.Create(rows)),
                Vector256.Abs(upper + upper - Vector256.Create(rows))
            );
            lower.CopyTo(counts);
            upper.CopyTo(counts[Vector256<int>.Count..]);
            return Vector256.GreaterThanOrEqualAny(deviation, Vector256.Create(_threshold));
        }

        BitDifferences.CountScalar(words, prefix, counts);
        return true;
    }

    private static void Exclusive(ReadOnlySpan<uint> a, ReadOnlySpan<uint> b, Span<uint> result)
    {
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = a[i] ^ b[i];
        }
    }

    private static void Strongest(List<Hit> hits, int cap)
    {
        hits.Sort(
            static (x, y) =>
            {
                int byScore = y.Score.CompareTo(x.Score);
                return byScore != 0 ? byScore : x.Parts.CompareTo(y.Parts);
            }
        );
        if (hits.Count > cap)
        {
            hits.RemoveRange(cap, hits.Count - cap);
        }
    }

    private readonly record struct Hit(PartSet Parts, double Score);
}
