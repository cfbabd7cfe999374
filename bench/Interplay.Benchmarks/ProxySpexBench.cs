using BenchmarkDotNet.Attributes;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.ProxySpex;

namespace Interplay.Benchmarks;

/// <summary>A whole recovery of a hierarchical function from 1,000 masks: one default fit, the default search, and the paper's full grid.</summary>
public class ProxySpexBench
{
    private static readonly ProxySpexMethod SingleFit = new(ProxySpexOptions.SingleFit);
    private static readonly ProxySpexMethod Default = new();
    private static readonly ProxySpexMethod PaperGrid = new(ProxySpexOptions.PaperGrid);

    private MaskPlan _plan = null!;
    private double[] _values = null!;

    [Params(32, 128)]
    public int Parts { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _plan = Default.Plan(new PlanRequest { PartCount = Parts, Budget = 1000 });
        var random = new SeededRandom(2);
        int[][] chains = [.. Enumerable.Range(0, 12).Select(_ => random.Permutation(Parts)[..4])];
        double[] weights = [.. Enumerable.Range(0, 48).Select(_ => random.NextGaussian())];
        _values = new double[1000];
        for (int row = 0; row < 1000; row++)
        {
            for (int chain = 0; chain < chains.Length; chain++)
            {
                for (int k = 0; k < 4 && _plan.Masks[row, chains[chain][k]]; k++)
                {
                    _values[row] += weights[4 * chain + k];
                }
            }
        }
    }

    /// <summary>The paper's search: every setting of the grid on every fold.</summary>
    [Benchmark(Baseline = true)]
    public RecoveryResult Grid() => PaperGrid.Recover(_plan, _values);

    [Benchmark]
    public RecoveryResult Search() => Default.Recover(_plan, _values);

    [Benchmark]
    public RecoveryResult Single() => SingleFit.Recover(_plan, _values);
}
