using BenchmarkDotNet.Attributes;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Bits;

namespace Interplay.Benchmarks;

/// <summary>The split search: sums of residuals and counts of rows over every bit column at once.</summary>
public class SplitSearchBench
{
    private MaskMatrix _masks = null!;
    private ColumnBlocks _blocks = null!;
    private float[] _weights = null!;
    private uint[] _selected = null!;
    private float[] _tables = null!;
    private float[] _sums = null!;
    private float[] _counts = null!;

    [Params(64, 1000)]
    public int Parts { get; set; }

    [Params(1000, 4000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new SeededRandom(1);
        _masks = UniformDesign.Draw(Parts, Rows, random);
        _blocks = ColumnBlocks.Of(_masks.Columns);
        _weights = new float[_blocks.RowWords * 32];
        for (int row = 0; row < Rows; row++)
        {
            _weights[row] = (float)random.NextGaussian();
        }

        _selected = new uint[_blocks.RowWords];
        RowSelection.Fill(_selected, Rows);
        _tables = new float[ColumnSums.TableLength(_blocks)];
        _sums = new float[_blocks.PaddedColumns];
        _counts = new float[_blocks.PaddedColumns];
    }

    /// <summary>Row by row over the set bits of each mask.</summary>
    [Benchmark(Baseline = true)]
    public float Naive()
    {
        _sums.AsSpan().Clear();
        _counts.AsSpan().Clear();
        for (int row = 0; row < Rows; row++)
        {
            float weight = _weights[row];
            ReadOnlySpan<ulong> mask = _masks.Row(row);
            for (int word = 0; word < mask.Length; word++)
            {
                for (ulong rest = mask[word]; rest != 0; rest &= rest - 1)
                {
                    int part = word * 64 + System.Numerics.BitOperations.TrailingZeroCount(rest);
                    _sums[part] += weight;
                    _counts[part]++;
                }
            }
        }

        return _sums[0];
    }

    [Benchmark]
    public float Scalar()
    {
        ColumnSums.Sum(_blocks, _weights, _selected, _tables, _sums, 0, BlockWidth.One);
        ColumnSums.Count(_blocks, _selected, _counts, BlockWidth.One);
        return _sums[0];
    }

    [Benchmark]
    public float Fast()
    {
        ColumnSums.Sum(_blocks, _weights, _selected, _tables, _sums);
        ColumnSums.Count(_blocks, _selected, _counts);
        return _sums[0];
    }
}
