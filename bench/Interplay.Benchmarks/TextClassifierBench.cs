using BenchmarkDotNet.Attributes;
using Interplay.Lenses.Text;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Onnx;
using Interplay.Onnx.Text;

namespace Interplay.Benchmarks;

/// <summary>500 ablations of one text: grouped by length and batched, against one text at a time.</summary>
public class TextClassifierBench
{
    private TextClassifier _classifier = null!;
    private string[] _texts = null!;

    [Params(12, 100)]
    public int Words { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _classifier = TextClassifier.Load(
            ShippedModels.Sentiment,
            new TextClassifierOptions { Cores = 1 }
        );
        string text = string.Join(
            ' ',
            Enumerable.Repeat("the film is not good but acting was rather bad", 10)
        );
        var lens = TextLens.Create(string.Join(' ', text.Split(' ').Take(Words)));
        MaskMatrix masks = UniformDesign.Draw(Words, 500, new SeededRandom(1));
        _texts = [.. Enumerable.Range(0, 500).Select(row => lens.Ablate(masks.GetMask(row)))];
    }

    [GlobalCleanup]
    public void Cleanup() => _classifier.Dispose();

    [Benchmark(Baseline = true)]
    public double OneAtATime()
    {
        double sum = 0;
        foreach (string text in _texts)
        {
            sum += _classifier.LogOdds([text])[0];
        }

        return sum;
    }

    [Benchmark]
    public double Batched() => _classifier.LogOdds(_texts).Sum();
}
