using Interplay.Lenses.Text;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Interplay.Onnx.Tokens;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Text;

/// <summary>
/// Texts as vectors by a model that was exported for them, in a folder as for a <see cref="TextClassifier"/>: an output <c>sentence_embedding</c>, or token
/// vectors (<c>last_hidden_state</c>) that are pooled as <c>1_Pooling/config.json</c> of sentence-transformers says, else by their mean.
/// </summary>
public sealed class SentenceEncoder : IDisposable
{
    private const int DefaultMaxTokens = 256;
    private const string Sentence = "sentence_embedding";
    private static readonly string[] Hidden = ["last_hidden_state", "token_embeddings"];

    private readonly TextSession _session;
    private readonly TextTokenizer _tokenizer;
    private readonly TextRuns _runs;
    private readonly Pooling? _pooling;

    private SentenceEncoder(
        TextSession session,
        TextTokenizer tokenizer,
        TextRuns runs,
        Pooling? pooling,
        string fingerprint
    )
    {
        _session = session;
        _tokenizer = tokenizer;
        _runs = runs;
        _pooling = pooling;
        Fingerprint = fingerprint;
    }

    /// <summary>Identity of the model, of what says how texts are read, and of the pooling, the same in every process.</summary>
    public string Fingerprint { get; }

    /// <summary>How the vectors of tokens become one, in words.</summary>
    public string PoolingInWords => _pooling?.Words ?? "in the graph";

    /// <summary>Most tokens of one text, those that frame it included.</summary>
    public int MaxTokens => _runs.MaxTokens;

    /// <summary>Loads an encoder from a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How to read and compute; null for the defaults.</param>
    /// <exception cref="InterplayException">
    /// The errors of <see cref="TextClassifier.Load"/> about files and tokenizers, or <c>embedding-missing</c>: the model gives no vectors.
    /// </exception>
    public static SentenceEncoder Load(string folder, TextClassifierOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        TextClassifierOptions valid = (options ?? new TextClassifierOptions()).Validated();
        string path = GraphPath.Find(folder);
        byte[] model = RuntimeSession.ReadAll(path, TextClassifier.Folder);
        var config = ModelConfig.Find(folder);
        TextTokenizer tokenizer = TextClassifier.TokenizerOf(folder, valid.Second);
        InferenceSession? session = null;
        try
        {
            session = RuntimeSession.Open(model, $"the model '{path}'");
            TokenInputs inputs =
                TokenInputs.Of(session, tokenizer, config)
                ?? throw Missing(
                    path,
                    $"has the inputs {RuntimeSession.Described(session.InputMetadata)}; a text model has {TokenInputs.Expected}"
                );
            string output =
                new[] { Sentence }.Concat(Hidden).FirstOrDefault(session.OutputMetadata.ContainsKey)
                ?? session
                    .OutputMetadata.Where(static o =>
                        o.Value is { IsTensor: true, Dimensions.Length: 3 }
                        && o.Value.ElementDataType
                            is TensorElementType.Float
                                or TensorElementType.Float16
                        && o.Key != "logits"
                    )
                    .Select(static o => o.Key)
                    .FirstOrDefault()
                ?? throw Missing(
                    path,
                    $"has the outputs {RuntimeSession.Described(session.OutputMetadata)}, and neither {Sentence} nor {Hidden[0]}"
                );
            Pooling? pooling = output == Sentence ? null : Pooling.Of(folder);
            var texts = new TextSession(
                session,
                inputs,
                output,
                LabelOutput.MixesRows(ModelProto.Parser.ParseFrom(model))
            );
            int? known = TextClassifier.Least(
                tokenizer.MaxTokens,
                config?.MaxTokens,
                inputs.Tokens,
                valid.MaxTokens
            );
            return new SentenceEncoder(
                texts,
                tokenizer,
                new TextRuns(tokenizer, texts.TextsPerRun, known ?? DefaultMaxTokens, valid.Cores),
                pooling,
                Interplay.Fingerprint.Of([
                    "sentence-encoder/1",
                    Interplay.Fingerprint.OfBytes(model),
                    tokenizer.Fingerprint,
                    config?.Fingerprint ?? "",
                    .. pooling?.Modes ?? [],
                ])
            );
        }
        catch
        {
            session?.Dispose();
            tokenizer.Dispose();
            throw;
        }
    }

    /// <summary>The vector of each text, all of one length.</summary>
    /// <param name="texts">The texts; equal ones are computed once.</param>
    /// <param name="cancellationToken">Stops between runs.</param>
    /// <exception cref="InterplayException"><c>too-many-tokens</c> before anything is computed, or <c>model-failed</c>.</exception>
    public double[][] Embed(
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(texts);
        return _runs.Of<double[]>(texts, Run, cancellationToken);
    }

    /// <summary>A text whose parts are taken away as this model can read it: by its own mask token, and left out where it has none.</summary>
    /// <param name="lens">The text and how it is cut.</param>
    public TextLens Fitted(TextLens lens)
    {
        ArgumentNullException.ThrowIfNull(lens);
        return _tokenizer.Fitted(lens);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _tokenizer.Dispose();
    }

    private void Run(int[][] tokens, int[] texts, double[][] vectors)
    {
        (float[] values, long[] shape) = _session.Run(
            Array.ConvertAll(texts, text => tokens[text])
        );
        int size = values.Length / texts.Length;
        int width = (int)shape[^1];
        int count = tokens[texts[0]].Length;
        for (int row = 0; row < texts.Length; row++)
        {
            ReadOnlySpan<float> vector = values.AsSpan(row * size, size);
            if (_pooling is null)
            {
                vectors[texts[row]] = Array.ConvertAll(vector.ToArray(), static x => (double)x);
                continue;
            }

            // What fills a text up to a fixed length is no part of it.
            int first = _tokenizer.PadsBefore ? size / width - count : 0;
            vectors[texts[row]] = _pooling.Pool(vector.Slice(first * width, count * width), width);
        }
    }

    private static InterplayException Missing(string path, string found) =>
        new(
            ErrorKind.Data,
            "embedding-missing",
            $"The model '{path}' {found}: export it for feature extraction (optimum-cli export onnx --task feature-extraction)."
        );
}
