using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Interplay.Masks;
using Interplay.Recovery.Bits;

namespace Interplay.Recovery.Wide;

/// <summary>
/// Looks at every pair of parts, however many: only the sign q of the residual counts, so that a pair costs an exclusive or and a population count a
/// word. One bit of the residual keeps 2/pi of the information of Gaussian values. The score of a pair is
/// sum q (z_i - mu_i)(z_j - mu_j) = S_ij - mu_j S_i - mu_i S_j + mu_i mu_j S_0, in standard errors: for masks that keep half the parts that
/// is S_ij, for others the pair of the basis that fits them.
/// </summary>
internal sealed class PairScreen
{
    /// <summary>Columns of a tile: eight blocks.</summary>
    private const int TileColumns = 8 * ColumnBlocks.Lanes;

    /// <summary>32-bit words of a column that are worked on at a time: a tile of them is 256 KB and stays in a second-level cache.</summary>
    private const int ChunkWords = 512;

    private readonly BitColumns _columns;
    private readonly ColumnShares _shares;
    private readonly uint[] _signs;
    private readonly float[] _alone;
    private readonly int _rows;
    private readonly int _total;
    private readonly int[]? _firsts;
    private readonly bool[] _isFirst;
    private readonly float _threshold;

    private PairScreen(
        BitColumns columns,
        ColumnShares shares,
        ReadOnlySpan<double> residual,
        int rows,
        int[]? firsts,
        double threshold
    )
    {
        _columns = columns;
        _shares = shares;
        _rows = rows;
        _firsts = firsts;
        _threshold = (float)(threshold * Math.Sqrt(rows));
        _signs = new uint[(rows + 31) / 32];
        for (int row = 0; row < rows; row++)
        {
            bool isNegative = residual[row] < 0;
            _signs[row >> 5] |= (isNegative ? 1u : 0) << (row & 31);
            _total += isNegative ? -1 : 1;
        }

        _isFirst = new bool[columns.ColumnCount];
        foreach (int first in firsts ?? [])
        {
            _isFirst[first] = true;
        }

        _alone = new float[columns.ColumnCount];
        Parallel.For(0, _alone.Length, part => _alone[part] = rows - 2 * Differences(part));
    }

    /// <summary>512-bit words that a screen reads: its price.</summary>
    public static double Cost(int parts, int? firsts, int rows) =>
        (firsts is int count ? (double)count * parts : parts * (parts - 1.0) / 2)
        * ((rows + 511) / 512);

    /// <summary>The pairs whose score reaches a threshold, strongest first.</summary>
    /// <param name="columns">The masks.</param>
    /// <param name="shares">Means and deviations of the columns.</param>
    /// <param name="residual">What is left of an output; only its sign counts.</param>
    /// <param name="rows">How many of the first rows are looked at: all, or a multiple of 32.</param>
    /// <param name="firsts">Parts of which one at least is in the pair; null for all pairs.</param>
    /// <param name="threshold">Least score, in standard errors.</param>
    /// <param name="cap">Most pairs returned.</param>
    /// <param name="progress">Receives the finished share.</param>
    /// <param name="cancellationToken">Stops the screen.</param>
    public static List<PartSet> Run(
        BitColumns columns,
        ColumnShares shares,
        ReadOnlySpan<double> residual,
        int rows,
        int[]? firsts,
        double threshold,
        int cap,
        Action<double>? progress,
        CancellationToken cancellationToken
    )
    {
        var screen = new PairScreen(columns, shares, residual, rows, firsts, threshold);
        int tiles = (columns.ColumnCount + TileColumns - 1) / TileColumns;
        var hits = new List<Hit>[tiles];
        int done = 0;
        // A parallel loop renews its tasks many times a second; the workspaces outlive them.
        var idle = new ConcurrentBag<Workspace>();
        Parallel.For(
            0,
            tiles,
            new ParallelOptions
            {
                CancellationToken = cancellationToken,
                MaxDegreeOfParallelism = Environment.ProcessorCount,
            },
            tile =>
            {
                if (!idle.TryTake(out Workspace? workspace))
                {
                    workspace = new Workspace(firsts?.Length ?? columns.ColumnCount);
                }

                hits[tile] = screen.Tile(tile * TileColumns, workspace, cap, cancellationToken);
                idle.Add(workspace);
                progress?.Invoke(Interlocked.Increment(ref done) / (double)tiles);
            }
        );
        List<Hit> all = [.. hits.SelectMany(static found => found)];
        Strongest(all, cap);
        return [.. all.Select(static hit => PartSet.Of(hit.First, hit.Second))];
    }

    private List<Hit> Tile(
        int start,
        Workspace workspace,
        int cap,
        CancellationToken cancellationToken
    )
    {
        int end = Math.Min(start + TileColumns, _columns.ColumnCount);
        int firsts = _firsts?.Length ?? end;
        int[] counts = workspace.Counts;
        Array.Clear(counts, 0, firsts * TileColumns);
        for (int word = 0; word < _signs.Length; word += ChunkWords)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int words = Math.Min(ChunkWords, _signs.Length - word);
            for (int block = 0; block < workspace.Blocks.Length; block++)
            {
                Span<uint> target = workspace.Blocks[block].AsSpan(0, words * ColumnBlocks.Lanes);
                SinglesScreen.Interleave(
                    _columns,
                    start + block * ColumnBlocks.Lanes,
                    word,
                    target
                );
                Flip(target, _signs.AsSpan(word, words));
            }

            Accumulate(workspace, firsts, word, words);
        }

        var hits = new List<Hit>();
        for (int place = 0; place < firsts; place++)
        {
            Collect(
                _firsts?[place] ?? place,
                start,
                end,
                counts.AsSpan(place * TileColumns, TileColumns),
                hits
            );
            if (hits.Count > 4 * cap)
            {
                Strongest(hits, cap);
            }
        }

        return hits;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Accumulate(Workspace workspace, int firsts, int word, int words)
    {
        Span<int> found = stackalloc int[ColumnBlocks.Lanes];
        for (int place = 0; place < firsts; place++)
        {
            ReadOnlySpan<uint> other = MemoryMarshal
                .Cast<ulong, uint>(_columns.Column(_firsts?[place] ?? place))
                .Slice(word, words);
            for (int block = 0; block < workspace.Blocks.Length; block++)
            {
                BitDifferences.Count(
                    workspace.Blocks[block].AsSpan(0, words * ColumnBlocks.Lanes),
                    other,
                    found
                );
                Span<int> target = workspace.Counts.AsSpan(
                    place * TileColumns + block * ColumnBlocks.Lanes,
                    ColumnBlocks.Lanes
                );
                for (int lane = 0; lane < found.Length; lane++)
                {
                    target[lane] += found[lane];
                }
            }
        }
    }

    /// <summary>The pairs of one part with the columns of a tile.</summary>
    private void Collect(int first, int start, int end, ReadOnlySpan<int> counts, List<Hit> hits)
    {
        float mean = _shares.Means[first];
        float least = _threshold * _shares.Deviations[first];
        for (int second = start; second < end; second++)
        {
            float other = _shares.Means[second];
            float score =
                _rows
                - 2 * counts[second - start]
                - other * _alone[first]
                - mean * _alone[second]
                + mean * other * _total;
            if (Math.Abs(score) < least * _shares.Deviations[second] || least == 0)
            {
                continue;
            }

            // Each pair once: all pairs have the larger part second; a pair of two first parts has the larger one second.
            bool isNew = _firsts is null || _isFirst[second] ? second > first : second != first;
            if (isNew && _shares.Deviations[second] > 0)
            {
                hits.Add(
                    new Hit(
                        first,
                        second,
                        Math.Abs(score) / (_shares.Deviations[first] * _shares.Deviations[second])
                    )
                );
            }
        }
    }

    private int Differences(int part)
    {
        ReadOnlySpan<uint> column = MemoryMarshal.Cast<ulong, uint>(_columns.Column(part));
        int count = 0;
        for (int word = 0; word < _signs.Length; word++)
        {
            count += BitOperations.PopCount(column[word] ^ _signs[word]);
        }

        return count;
    }

    private static void Flip(Span<uint> block, ReadOnlySpan<uint> signs)
    {
        for (int word = 0; word < signs.Length; word++)
        {
            uint bits = signs[word];
            foreach (ref uint lane in block.Slice(word * ColumnBlocks.Lanes, ColumnBlocks.Lanes))
            {
                lane ^= bits;
            }
        }
    }

    private static void Strongest(List<Hit> hits, int cap)
    {
        hits.Sort(
            static (x, y) =>
            {
                int byScore = y.Score.CompareTo(x.Score);
                return byScore != 0 ? byScore
                    : x.First != y.First ? x.First.CompareTo(y.First)
                    : x.Second.CompareTo(y.Second);
            }
        );
        if (hits.Count > cap)
        {
            hits.RemoveRange(cap, hits.Count - cap);
        }
    }

    private readonly record struct Hit(int First, int Second, float Score);

    /// <summary>What one thread needs: a tile of interleaved columns and its counts.</summary>
    private sealed class Workspace
    {
        public Workspace(int firsts)
        {
            Counts = new int[checked(firsts * TileColumns)];
            for (int block = 0; block < Blocks.Length; block++)
            {
                Blocks[block] = new uint[ChunkWords * ColumnBlocks.Lanes];
            }
        }

        public int[] Counts { get; }

        public uint[][] Blocks { get; } = new uint[TileColumns / ColumnBlocks.Lanes][];
    }
}
