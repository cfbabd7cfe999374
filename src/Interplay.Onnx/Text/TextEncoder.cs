using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Interplay.Onnx.Mechanistic.Discovery;
using Interplay.Onnx.Mechanistic.Rewriting;
using Interplay.Onnx.Tokens;
using Microsoft.ML.OnnxRuntime;

namespace Interplay.Onnx.Text;

/// <summary>
/// Texts as vectors: what the last layer of a text classifier reads, its token vectors pooled over the text. Texts that are longer than the
/// model reads are cut into windows of equal length, and their vectors averaged. A text has one vector on a machine, whatever stands beside it.
/// </summary>
public sealed class TextEncoder : IDisposable
{
    private readonly TextSession _session;
    private readonly TextTokenizer _tokenizer;
    private readonly TextRuns _runs;

    private TextEncoder(TextSession session, TextTokenizer tokenizer, TextClassifier classifier)
    {
        _session = session;
        _tokenizer = tokenizer;
        _runs = new TextRuns(
            tokenizer,
            session.TextsPerRun,
            classifier.MaxTokens,
            classifier.Options.Cores
        );
        Fingerprint = Interplay.Fingerprint.Of("text-encoder/1", classifier.Fingerprint);
    }

    /// <summary>Identity of the model file and the vocabulary, the same in every process.</summary>
    public string Fingerprint { get; }

    /// <summary>Loads the encoder of a classifier.</summary>
    /// <param name="folder">The folder that <see cref="TextClassifier.Load"/> takes.</param>
    /// <param name="options">How to read and compute; null for the defaults.</param>
    /// <exception cref="InterplayException">The errors of <see cref="TextClassifier.Load"/>, or <c>embedding-missing</c>: its logits are no matrix product of a vector a text.</exception>
    public static TextEncoder Load(string folder, TextClassifierOptions? options = null)
    {
        // Opening it as a classifier first says what is wrong with files of another kind.
        using var classifier = TextClassifier.Load(folder, options);
        var graph = OnnxGraph.Load(classifier.Graph.Path);
        string pooled = Pooled(graph, classifier.Graph.End.Name) ?? throw Missing(folder);
        TextTokenizer tokenizer = TextClassifier.TokenizerOf(folder, options?.Second);
        InferenceSession session = RuntimeSession.Open(
            new MaskedGraph(graph, classifier.Graph.Output).Giving([pooled]).ToBytes(),
            $"the model of '{folder}'"
        );
        return new TextEncoder(
            new TextSession(
                session,
                TokenInputs.Of(session, tokenizer, ModelConfig.Find(folder))!,
                pooled,
                LabelOutput.MixesRows(graph.Model)
            ),
            tokenizer,
            classifier
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
        float[][] vectors = _runs.Of<float[]>(
            [.. windows.Select(static window => window.Tokens)],
            Run,
            cancellationToken
        );
        return
        [
            .. windows
                .Select((window, i) => (window.Text, Vector: vectors[i]))
                .GroupBy(static window => window.Text)
                .Select(static group => Mean([.. group.Select(static window => window.Vector)])),
        ];
    }

    /// <summary>The value of a vector a text that the last projection reads; null if the logits are no projection.</summary>
    private static string? Pooled(OnnxGraph graph, string logits)
    {
        var walk = new GraphWalk(graph);
        NodeProto? node = graph.Index.Producer(logits);
        while (node is not null && (node.Is("Cast") || node.Is("Identity")))
        {
            node = graph.Index.Producer(node.Input[0]);
        }

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
        _session.Dispose();
        _tokenizer.Dispose();
    }

    /// <summary>The tokens of a text in as few windows as the model can read, of lengths that differ by one at most, each framed.</summary>
    private IEnumerable<int[]> Windows(string text)
    {
        TokenFrame frame = _tokenizer.Frame;
        int[] tokens = _tokenizer.ReadSome(text);
        int inner = tokens.Length - frame.Length;
        int most = Math.Max(1, _runs.MaxTokens - frame.Length);
        int count = Math.Max(1, (inner + most - 1) / most);
        for (int window = 0; window < count; window++)
        {
            int start = frame.Before.Length + (int)((long)inner * window / count);
            int end = frame.Before.Length + (int)((long)inner * (window + 1) / count);
            yield return [.. frame.Before, .. tokens[start..end], .. frame.After];
        }
    }

    private void Run(int[][] tokens, int[] windows, float[][] vectors)
    {
        (float[] pooled, _) = _session.Run(Array.ConvertAll(windows, window => tokens[window]));
        int size = pooled.Length / windows.Length;
        for (int i = 0; i < windows.Length; i++)
        {
            vectors[windows[i]] = pooled[(i * size)..((i + 1) * size)];
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
            $"The model of '{folder}' gives no embedding: its logits must be a matrix product (Gemm, or MatMul and Add) of one vector a text."
        );
}
