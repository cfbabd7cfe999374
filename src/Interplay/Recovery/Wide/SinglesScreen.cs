using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Interplay.Masks;
using Interplay.Recovery.Bits;

namespace Interplay.Recovery.Wide;

/// <summary>
/// How strongly every part, alone, goes with what is still unexplained of several outputs: one pass over the packed columns for all of them.
/// Sixteen columns at a time are interleaved into a buffer of the thread, so that <see cref="ColumnSums"/> needs no second copy of the masks.
/// </summary>
internal static class SinglesScreen
{
    /// <summary>Outputs that share a pass: their tables are 16 numbers for each four rows and have to stay in the caches.</summary>
    private const int Together = 4;

    /// <summary>For each output the score of every part: its centred sign times the residual, in standard errors.</summary>
    /// <param name="columns">The masks.</param>
    /// <param name="shares">Means and deviations of the columns.</param>
    /// <param name="residuals">What is left of each output, of any scale.</param>
    /// <param name="cancellationToken">Stops the screen.</param>
    public static float[][] Scores(
        BitColumns columns,
        ColumnShares shares,
        IReadOnlyList<double[]> residuals,
        CancellationToken cancellationToken
    )
    {
        var scores = new float[residuals.Count][];
        for (int start = 0; start < scores.Length; start += Together)
        {
            int count = Math.Min(Together, scores.Length - start);
            var weights = new Weights[count];
            for (int output = 0; output < count; output++)
            {
                weights[output] = Weights.Of(residuals[start + output]);
                scores[start + output] = new float[columns.ColumnCount];
            }

            Pass(columns, shares, weights, scores.AsMemory(start, count), cancellationToken);
        }

        return scores;
    }

    private static void Pass(
        BitColumns columns,
        ColumnShares shares,
        Weights[] weights,
        Memory<float[]> scores,
        CancellationToken cancellationToken
    )
    {
        int rowWords = (columns.RowCount + 31) / 32;
        var all = new uint[rowWords];
        RowSelection.Fill(all, columns.RowCount);
        int blocks = (columns.ColumnCount + ColumnBlocks.Lanes - 1) / ColumnBlocks.Lanes;
        // A parallel loop renews its tasks many times a second; the buffers outlive them.
        var idle = new ConcurrentBag<uint[]>();
        Parallel.For(
            0,
            blocks,
            new ParallelOptions { CancellationToken = cancellationToken },
            block =>
            {
                if (!idle.TryTake(out uint[]? buffer))
                {
                    buffer = new uint[rowWords * ColumnBlocks.Lanes];
                }

                int first = block * ColumnBlocks.Lanes;
                Interleave(columns, first, 0, buffer);
                Span<float> sums = stackalloc float[ColumnBlocks.Lanes];
                for (int output = 0; output < weights.Length; output++)
                {
                    ColumnSums.Block(buffer, weights[output].Tables, all, sums);
                    float[] target = scores.Span[output];
                    for (
                        int part = first;
                        part < Math.Min(first + ColumnBlocks.Lanes, target.Length);
                        part++
                    )
                    {
                        target[part] = weights[output]
                            .Score(sums[part - first], shares.Means[part], shares.Deviations[part]);
                    }
                }

                idle.Add(buffer);
            }
        );
    }

    /// <summary>Sixteen columns from <paramref name="first"/> on, 32 rows a word, side by side; columns past the last one are zero.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="first">The first column.</param>
    /// <param name="firstWord">The first 32-bit word of each column.</param>
    /// <param name="target">16 words for each word of a column; its length says how many words are taken.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Interleave(BitColumns columns, int first, int firstWord, Span<uint> target)
    {
        int count = target.Length / ColumnBlocks.Lanes;
        for (int lane = 0; lane < ColumnBlocks.Lanes; lane++)
        {
            ReadOnlySpan<uint> source =
                first + lane < columns.ColumnCount
                    ? MemoryMarshal
                        .Cast<ulong, uint>(columns.Column(first + lane))
                        .Slice(firstWord, count)
                    : default;
            for (int word = 0; word < count; word++)
            {
                target[word * ColumnBlocks.Lanes + lane] = source.IsEmpty ? 0 : source[word];
            }
        }
    }

    /// <summary>One output's residual, scaled to unit deviation, as the tables of subset sums that the kernel looks up.</summary>
    private sealed class Weights
    {
        private float _total;
        private double _norm;

        public required float[] Tables { get; init; }

        public static Weights Of(double[] residual)
        {
            int rowWords = (residual.Length + 31) / 32;
            var weights = new float[rowWords * 32];
            double total = 0;
            double energy = 0;
            foreach (double value in residual)
            {
                total += value;
                energy += value * value;
            }

            double scale = energy == 0 ? 0 : Math.Sqrt(residual.Length / energy);
            for (int row = 0; row < residual.Length; row++)
            {
                weights[row] = (float)(residual[row] * scale);
            }

            var selected = new uint[rowWords];
            RowSelection.Fill(selected, residual.Length);
            var tables = new float[rowWords * 128];
            ColumnSums.Tables(weights, selected, tables);
            return new Weights
            {
                Tables = tables,
                _total = (float)(total * scale),
                _norm = Math.Sqrt(residual.Length),
            };
        }

        /// <summary>sum r (z - mean) / (deviation sqrt(rows)), where z is -1 on the rows that were summed and 1 on the others.</summary>
        public float Score(float sumOfKept, float mean, float deviation) =>
            deviation == 0
                ? 0
                : (float)((_total - 2 * sumOfKept - mean * _total) / (deviation * _norm));
    }
}
