using BenchmarkDotNet.Attributes;
using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Benchmarks;

/// <summary>Evaluating a spectrum at many masks: bit columns against one mask after another.</summary>
[MemoryDiagnoser]
public class SpectrumBench
{
    private Spectrum _spectrum = null!;
    private MaskMatrix _masks = null!;

    [Params(64, 1000)]
    public int Parts { get; set; }

    [Params(200, 1000)]
    public int Terms { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _spectrum = RandomSpectra.Make(Parts, Terms, 4);
        _masks = UniformDesign.Draw(Parts, 4000, new SeededRandom(2));
        _ = _masks.Columns;
    }

    [Benchmark(Baseline = true)]
    public double[] RowByRow()
    {
        var values = new double[_masks.RowCount];
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = _spectrum.Evaluate(_masks.Row(row));
        }

        return values;
    }

    [Benchmark]
    public double[] BitColumns() => _spectrum.Evaluate(_masks);
}
