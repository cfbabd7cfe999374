using BenchmarkDotNet.Attributes;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Masks;

namespace Interplay.Benchmarks;

/// <summary>FSII of order 2 from 300 terms: the closed form against the way through all Moebius coefficients, as the public packages do it.</summary>
[MemoryDiagnoser]
public class IndicesBench
{
    private const int Order = 2;
    private Spectrum _spectrum = null!;

    /// <summary>Highest order of the terms; the naive way takes 2^order subsets of each.</summary>
    [Params(4, 8, 10)]
    public int MaxOrder { get; set; }

    [GlobalSetup]
    public void Setup() => _spectrum = RandomSpectra.Make(60, 300, MaxOrder);

    [Benchmark(Baseline = true)]
    public Dictionary<PartSet, double> ThroughMoebius()
    {
        var strengths = new Dictionary<PartSet, double>();
        foreach ((PartSet set, double coefficient) in Moebius())
        {
            foreach (PartSet subset in Subsets(set))
            {
                double weight = subset.Order <= Order ? Weight(subset.Order, set.Order) : 0;
                if (weight != 0)
                {
                    strengths[subset] = strengths.GetValueOrDefault(subset) + weight * coefficient;
                }
            }
        }

        return strengths;
    }

    [Benchmark]
    public InteractionValues ClosedForm() =>
        InteractionValues.Compute(_spectrum, InteractionIndex.FSII, Order);

    private Dictionary<PartSet, double> Moebius()
    {
        var coefficients = new Dictionary<PartSet, double>();
        foreach (SpectrumTerm term in _spectrum.Terms)
        {
            foreach (PartSet subset in Subsets(term.Parts))
            {
                coefficients[subset] =
                    coefficients.GetValueOrDefault(subset)
                    + Math.Pow(-2, subset.Order) * term.Coefficient;
            }
        }

        return coefficients;
    }

    private static IEnumerable<PartSet> Subsets(PartSet set)
    {
        int[] parts = set.Parts.ToArray();
        for (int bits = 0; bits < 1 << parts.Length; bits++)
        {
            yield return PartSet.Of([.. parts.Where((_, i) => (bits >> i & 1) != 0)]);
        }
    }

    /// <summary>Tsai, Yeh and Ravikumar (2023), Theorem 19.</summary>
    private static double Weight(int s, int t)
    {
        if (t <= Order)
        {
            return s == t ? 1 : 0;
        }

        double sign = ((Order - s) & 1) == 0 ? 1 : -1;
        return sign
            * s
            / (Order + s)
            * Choose(Order, s)
            * Choose(t - 1, Order)
            / Choose(t + Order - 1, Order + s);
    }

    private static double Choose(int n, int k)
    {
        double value = 1;
        for (int i = 1; i <= k; i++)
        {
            value = value * (n - k + i) / i;
        }

        return value;
    }
}
