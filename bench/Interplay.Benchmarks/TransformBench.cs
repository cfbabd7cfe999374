using BenchmarkDotNet.Attributes;
using Interplay.Recovery.Transforms;

namespace Interplay.Benchmarks;

/// <summary>The fast transform against the textbook loop.</summary>
public class TransformBench
{
    private double[] _data = [];

    [Params(10, 16, 22)]
    public int Bits { get; set; }

    [GlobalSetup]
    // Zeros: repeated transforms of anything else grow until they overflow, and the additions cost the same.
    public void Setup() => _data = new double[1 << Bits];

    [Benchmark(Baseline = true)]
    public void Textbook()
    {
        for (int half = 1; half < _data.Length; half *= 2)
        {
            for (int start = 0; start < _data.Length; start += 2 * half)
            {
                for (int i = start; i < start + half; i++)
                {
                    double a = _data[i];
                    double b = _data[i + half];
                    _data[i] = a + b;
                    _data[i + half] = a - b;
                }
            }
        }
    }

    [Benchmark]
    public void WalshHadamardTransform() => WalshHadamard.Transform(_data);
}
