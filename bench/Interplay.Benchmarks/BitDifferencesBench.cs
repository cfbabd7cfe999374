using System.Numerics;
using BenchmarkDotNet.Attributes;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Bits;

namespace Interplay.Benchmarks;

/// <summary>In how many of 2,048 rows one bit column differs from each of the others.</summary>
public class BitDifferencesBench
{
    private ColumnBlocks _blocks = null!;
    private int[] _counts = null!;

    [Params(64, 256)]
    public int Columns { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _blocks = ColumnBlocks.Of(UniformDesign.Draw(Columns, 2048, new SeededRandom(1)).Columns);
        _counts = new int[_blocks.PaddedColumns];
    }

    /// <summary>Column by column with the scalar instruction.</summary>
    [Benchmark(Baseline = true)]
    public int Naive()
    {
        ReadOnlySpan<ulong> own = _blocks.Columns.Column(0);
        for (int column = 0; column < Columns; column++)
        {
            ReadOnlySpan<ulong> other = _blocks.Columns.Column(column);
            int count = 0;
            for (int word = 0; word < own.Length; word++)
            {
                count += BitOperations.PopCount(own[word] ^ other[word]);
            }

            _counts[column] = count;
        }

        return _counts[1];
    }

    [Benchmark]
    public int Fast()
    {
        BitDifferences.Count(_blocks, _blocks.Column(0), _counts);
        return _counts[1];
    }
}
