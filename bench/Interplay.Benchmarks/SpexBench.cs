using BenchmarkDotNet.Attributes;
using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Spex;

namespace Interplay.Benchmarks;

/// <summary>
/// SPEX on sparse functions of order up to 5 without noise. The naive twin scores every pair of parts once on all rows, mask by mask: one step of
/// matching pursuit without a code, and only up to order 2.
/// </summary>
public class SpexBench
{
    private readonly SpexMethod _method = new();
    private MaskPlan _plan = null!;
    private double[] _values = [];

    [Params("64/25/1728", "256/100/17664", "1000/25/2688")]
    public string Case { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] numbers = [.. Case.Split('/').Select(int.Parse)];
        var random = new SeededRandom(1);
        var terms = new Dictionary<PartSet, double>();
        while (terms.Count < numbers[1])
        {
            int order = 1 + random.NextInt(5);
            PartSet set = PartSet.Of(random.Permutation(numbers[0]).AsSpan(0, order));
            terms.TryAdd(set, (0.5 + random.NextDouble()) * (random.NextInt(2) * 2 - 1));
        }

        var truth = new Spectrum(
            numbers[0],
            terms.Select(term => new SpectrumTerm(term.Key, term.Value))
        );
        _plan = _method.Plan(new PlanRequest { PartCount = numbers[0], Budget = numbers[2] });
        _values = new double[_plan.Masks.RowCount];
        for (int row = 0; row < _values.Length; row++)
        {
            _values[row] = truth.Evaluate(_plan.Masks.Row(row));
        }
    }

    [Benchmark(Baseline = true)]
    public double ScoreAllPairs()
    {
        double best = 0;
        for (int i = 0; i < _plan.PartCount; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double sum = 0;
                for (int row = 0; row < _values.Length; row++)
                {
                    ReadOnlySpan<ulong> mask = _plan.Masks.Row(row);
                    ulong parity = (mask[i >> 6] >> (i & 63)) ^ (mask[j >> 6] >> (j & 63));
                    sum += (parity & 1) == 0 ? _values[row] : -_values[row];
                }

                best = Math.Max(best, Math.Abs(sum));
            }
        }

        return best;
    }

    [Benchmark]
    public RecoveryResult Recover() => _method.Recover(_plan, _values);

    [Benchmark]
    public MaskPlan Plan() => _method.Plan(_plan.Request);
}
