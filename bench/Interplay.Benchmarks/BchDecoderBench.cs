using BenchmarkDotNet.Attributes;
using Interplay.Masks;
using Interplay.Recovery.Codes;

namespace Interplay.Benchmarks;

/// <summary>Algebraic decoding of two errors against a search through all pairs of positions.</summary>
public class BchDecoderBench
{
    private const int Words = 64;

    private readonly int[] _found = new int[2];
    private BchCode _code = null!;
    private BchDecoder _decoder = null!;
    private ushort[][] _received = [];

    [Params(64, 1000)]
    public int Parts { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _code = BchCode.For(Parts, 2);
        _decoder = new BchDecoder(_code);
        var random = new SeededRandom(1);
        _received = new ushort[Words][];
        for (int word = 0; word < Words; word++)
        {
            int first = random.NextInt(_code.Length - 1);
            int second = first + 1 + random.NextInt(_code.Length - first - 1);
            _received[word] =
            [
                (ushort)(_code.SyndromesOf(first)[0] ^ _code.SyndromesOf(second)[0]),
                (ushort)(_code.SyndromesOf(first)[1] ^ _code.SyndromesOf(second)[1]),
            ];
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Words)]
    public int AllPairs()
    {
        int sum = 0;
        foreach (ushort[] syndromes in _received)
        {
            for (int first = 0; first < _code.Length; first++)
            {
                for (int second = 0; second < first; second++)
                {
                    ReadOnlySpan<ushort> a = _code.SyndromesOf(first);
                    ReadOnlySpan<ushort> b = _code.SyndromesOf(second);
                    if ((a[0] ^ b[0]) == syndromes[0] && (a[1] ^ b[1]) == syndromes[1])
                    {
                        sum += first + second;
                    }
                }
            }
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Words)]
    public int BerlekampMasseyAndRoots()
    {
        int sum = 0;
        foreach (ushort[] syndromes in _received)
        {
            _decoder.Locate(syndromes, _found);
            sum += _found[0] + _found[1];
        }

        return sum;
    }
}
