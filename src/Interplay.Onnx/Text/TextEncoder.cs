using System.Runtime.ExceptionServices;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Interplay.Onnx.Mechanistic.Discovery;
using Interplay.Onnx.Mechanistic.Rewriting;
using Interplay.Onnx.Tokens;
using Microsoft.ML.OnnxRuntime;

namespace Interplay.Onnx.Text;

/// <summary>
/// Texts as vectors: what the last layer of a two-class text classifier reads, its token vectors pooled over the text. Texts that are longer than the
/// model reads are cut into windows of equal length, and their vectors averaged. A text has one vector on a machine, whatever stands beside it.
/// </summary>
public sealed class TextEncoder : IDisposable
{
    private const string Logits = "logits";
    private const int Frame = 2;

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly WordPieceReader _reader;
    private readonly TextClassifierOptions _options;
    private readonly string _pooled;

    private TextEncoder(
        InferenceSession session,
        WordPieceReader reader,
        TextClassifierOptions options,
        string pooled,
        string fingerprint
    )
    {
        _session = session;
        _reader = reader;
        _options = options;
        _pooled = pooled;
        Fingerprint = fingerprint;
    }

    /// <summary>Identity of the model file and the vocabulary, the same in every process.</summary>
    public string Fingerprint { get; }

    /// <summary>Loads the encoder of a classifier.</summary>
    /// <param name="folder">The folder that holds <c>model.onnx</c> and <c>vocab.txt</c>.</param>
    /// <param name="options">How to read and compute; null for the defaults, which fit the shipped model.</param>
    /// <exception cref="InterplayException">The errors of <see cref="TextClassifier.Load"/>, or <c>embedding-missing</c>: its logits are no matrix product of a vector a text.</exception>
    public static TextEncoder Load(string folder, TextClassifierOptions? options = null)
    {
        TextClassifierOptions valid = (options ?? new TextClassifierOptions()).Validated();
        // Opening it as a classifier first says what is wrong with files of another kind.
        using var classifier = TextClassifier.Load(folder, valid);
        var graph = OnnxGraph.Load(folder);
        string pooled = Pooled(graph) ?? throw Missing(folder);
        InferenceSession session = RuntimeSession.Open(
            new MaskedGraph(graph, Logits).Giving([pooled]).ToBytes(),
            $"the model.onnx of '{folder}'"
        );
        return new TextEncoder(
            session,
            WordPieceReader.Create(
                RuntimeSession.ReadAll(
                    folder,
                    "vocab.txt",
                    "A text classifier has its vocabulary in vocab.txt"
                )
            ),
            valid,
            pooled,
            Interplay.Fingerprint.Of("text-encoder/1", classifier.Fingerprint)
        );
    }

    /// <summary>The vector of each text, all of one length.</summary>
    /// <param name="texts">The texts; an empty one has the vector of the framing tokens.</param>
    /// <param name="cancellationToken">Stops between runs.</param>
    /// <exception cref="InterplayException"><c>model-failed</c>.</exception>
    public float[][] Embed(
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(texts);
        List<(int Text, int[] Tokens)> windows =
        [
            .. texts.SelectMany((text, i) => Windows(text).Select(tokens => (i, tokens))),
        ];
        int[][] tokens = [.. windows.Select(static window => window.Tokens)];
        var vectors = new float[windows.Count][];
        try
        {
            Parallel.ForEach(
                RunPlan.Of(tokens),
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = _options.Cores,
                    CancellationToken = cancellationToken,
                },
                run => Run(tokens, run, vectors)
            );
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return
        [
            .. windows
                .Select((window, i) => (window.Text, Vector: vectors[i]))
                .GroupBy(static window => window.Text)
                .Select(static group => Mean([.. group.Select(static window => window.Vector)])),
        ];
    }

    /// <summary>The value of a vector a text that the last projection reads; null if the logits are no projection.</summary>
    private static string? Pooled(OnnxGraph graph)
    {
        var walk = new GraphWalk(graph);
        NodeProto? node = graph.Index.Producer(Logits);
        if (node is not null && node.Is("Add"))
        {
            node = node
                .Input.Select(graph.Index.Producer)
                .FirstOrDefault(input => input is not null && walk.IsProjection(input));
        }

        return node is not null && walk.IsProjection(node) ? node.Input[0] : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    /// <summary>The tokens of a text in as few windows as the model can read, of lengths that differ by one at most, each framed.</summary>
    private IEnumerable<int[]> Windows(string text)
    {
        int[] tokens = _reader.Read(text);
        int inner = tokens.Length - Frame;
        int most = _options.MaxTokens - Frame;
        int count = Math.Max(1, (inner + most - 1) / most);
        for (int window = 0; window < count; window++)
        {
            int start = 1 + (int)((long)inner * window / count);
            int end = 1 + (int)((long)inner * (window + 1) / count);
            yield return [tokens[0], .. tokens[start..end], tokens[^1]];
        }
    }

    private void Run(int[][] tokens, int[] windows, float[][] vectors)
    {
        // One row takes other summation paths than two or more: a lone window runs beside its own copy.
        int rows = Math.Max(windows.Length, 2);
        int width = tokens[windows[0]].Length;
        var ids = new long[rows * width];
        for (int row = 0; row < rows; row++)
        {
            int[] window = tokens[windows[Math.Min(row, windows.Length - 1)]];
            for (int i = 0; i < width; i++)
            {
                ids[row * width + i] = window[i];
            }
        }

        var attended = new long[ids.Length];
        Array.Fill(attended, 1);
        long[] shape = [rows, width];
        using var idsValue = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var attendedValue = OrtValue.CreateTensorValueFromMemory(attended, shape);
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(
                _run,
                ["input_ids", "attention_mask"],
                [idsValue, attendedValue],
                [_pooled]
            );
            ReadOnlySpan<float> pooled = results[0].GetTensorDataAsSpan<float>();
            int size = pooled.Length / rows;
            for (int i = 0; i < windows.Length; i++)
            {
                vectors[windows[i]] = pooled.Slice(i * size, size).ToArray();
            }
        }
        catch (OnnxRuntimeException e)
        {
            throw new InterplayException(
                ErrorKind.ValueFunction,
                "model-failed",
                $"The encoder failed on {rows} texts of {width} tokens: {e.Message}",
                e
            );
        }
    }

    private static float[] Mean(float[][] vectors)
    {
        var mean = new float[vectors[0].Length];
        for (int i = 0; i < mean.Length; i++)
        {
            double sum = 0;
            foreach (float[] vector in vectors)
            {
                sum += vector[i];
            }

            mean[i] = (float)(sum / vectors.Length);
        }

        return mean;
    }

    private static InterplayException Missing(string folder) =>
        new(
            ErrorKind.Data,
            "embedding-missing",
            $"The model.onnx of '{folder}' gives no embedding: its logits must be a matrix product (Gemm, or MatMul and Add) of one vector a text."
        );
}
