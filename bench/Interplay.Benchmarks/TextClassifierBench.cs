using BenchmarkDotNet.Attributes;
using Interplay.Lenses.Text;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Models;
using Interplay.Onnx.Text;
using Interplay.Onnx.Tokens;
using Microsoft.ML.OnnxRuntime;

namespace Interplay.Benchmarks;

/// <summary>
/// 500 ablations of one text: grouped by length and batched, against one row a run (the naive twin, whose values may differ in the last bit)
/// and against one call a text (which runs each text beside its copy, so that its value is the batch's).
/// </summary>
public class TextClassifierBench
{
    private TextClassifier _classifier = null!;
    private string[] _texts = null!;
    private InferenceSession _naive = null!;
    private WordPieceReader _reader = null!;

    [Params(12, 100)]
    public int Words { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _classifier = TextClassifier.Load(
            ShippedModels.SentimentSmall,
            new TextClassifierOptions { Cores = 1 }
        );
        _reader = WordPieceReader.Create(
            File.ReadAllBytes(Path.Combine(ShippedModels.SentimentSmall, "vocab.txt"))
        );
        _naive = OpenNaive();
        string text = string.Join(
            ' ',
            Enumerable.Repeat("the film is not good but acting was rather bad", 10)
        );
        var lens = TextLens.Create(string.Join(' ', text.Split(' ').Take(Words)));
        MaskMatrix masks = UniformDesign.Draw(Words, 500, new SeededRandom(1));
        _texts = [.. Enumerable.Range(0, 500).Select(row => lens.Ablate(masks.GetMask(row)))];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _classifier.Dispose();
        _naive.Dispose();
    }

    [Benchmark(Baseline = true)]
    public double OneRowARun()
    {
        using var run = new RunOptions();
        double sum = 0;
        foreach (string text in _texts)
        {
            long[] ids = Array.ConvertAll(_reader.Read(text), id => (long)id);
            var attended = new long[ids.Length];
            Array.Fill(attended, 1);
            using var idsValue = OrtValue.CreateTensorValueFromMemory(ids, [1, ids.Length]);
            using var attendedValue = OrtValue.CreateTensorValueFromMemory(
                attended,
                [1, ids.Length]
            );
            using var results = _naive.Run(
                run,
                ["input_ids", "attention_mask"],
                [idsValue, attendedValue],
                ["logits"]
            );
            ReadOnlySpan<float> logits = results[0].GetTensorDataAsSpan<float>();
            sum += (double)logits[1] - logits[0];
        }

        return sum;
    }

    [Benchmark]
    public double OneCallAText()
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

    private static InferenceSession OpenNaive()
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
        };
        return new InferenceSession(
            Path.Combine(ShippedModels.SentimentSmall, "model.onnx"),
            options
        );
    }
}
