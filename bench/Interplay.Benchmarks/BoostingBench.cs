using BenchmarkDotNet.Attributes;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Bits;
using Interplay.Recovery.Proxies.Trees;

namespace Interplay.Benchmarks;

/// <summary>One hundred boosted trees of depth 3 on 1,000 masks.</summary>
public class BoostingBench
{
    private const int Rows = 1000;
    private const int Trees = 100;
    private static readonly TreeShape Shape = new(3, 8, 20, 0.1f, 1);

    private MaskMatrix _masks = null!;
    private ColumnBlocks _blocks = null!;
    private double[] _values = null!;

    [Params(32, 256)]
    public int Parts { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new SeededRandom(1);
        _masks = UniformDesign.Draw(Parts, Rows, random);
        _blocks = ColumnBlocks.Of(_masks.Columns);
        _values = new double[Rows];
        for (int row = 0; row < Rows; row++)
        {
            double pair = _masks[row, 0] && _masks[row, 1] ? 1 : 0;
            _values[row] = pair + (_masks[row, 2] ? 0.5 : 0) + 0.3 * random.NextGaussian();
        }
    }

    /// <summary>The same trees, level by level over lists of rows and with a sum a split.</summary>
    [Benchmark(Baseline = true)]
    public double Naive()
    {
        double[] residuals = [.. _values.Select(value => value - _values.Average())];
        for (int tree = 0; tree < Trees; tree++)
        {
            Grow([.. Enumerable.Range(0, Rows)], residuals, 0);
        }

        return residuals[0];
    }

    [Benchmark]
    public int Fast() => BoostingPath.Fit(_blocks, _values, Shape, Trees).Trees.Length;

    private void Grow(int[] rows, double[] residuals, int depth)
    {
        double total = rows.Sum(row => residuals[row]);
        int best = -1;
        double bestGain = total * total / (rows.Length + Shape.Penalty);
        for (int part = 0; part < Parts && depth < Shape.MaxDepth; part++)
        {
            double sum = 0;
            int count = 0;
            foreach (int row in rows)
            {
                if (_masks[row, part])
                {
                    sum += residuals[row];
                    count++;
                }
            }

            double gain =
                sum * sum / (count + Shape.Penalty)
                + (total - sum) * (total - sum) / (rows.Length - count + Shape.Penalty);
            if (Math.Min(count, rows.Length - count) >= Shape.MinLeafRows && gain > bestGain)
            {
                bestGain = gain;
                best = part;
            }
        }

        if (best >= 0)
        {
            Grow([.. rows.Where(row => !_masks[row, best])], residuals, depth + 1);
            Grow([.. rows.Where(row => _masks[row, best])], residuals, depth + 1);
            return;
        }

        foreach (int row in rows)
        {
            residuals[row] -= Shape.Rate * total / (rows.Length + Shape.Penalty);
        }
    }
}
