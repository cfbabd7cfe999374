using System.Runtime.ExceptionServices;
using Interplay.Onnx.Tokens;

namespace Interplay.Onnx.Text;

/// <summary>
/// A two-class text classifier in ONNX: <c>model.onnx</c> (inputs <c>input_ids</c> and <c>attention_mask</c>, int64 [batch, tokens];
/// output <c>logits</c>, float [batch, 2], negative then positive) beside <c>vocab.txt</c> (WordPiece).
/// <para>
/// On one machine a text has one value, to the last bit, whatever stands beside it in a batch and however many cores compute:
/// texts are grouped by equal token count, so that none is padded, each run uses one thread, and no run has a single row
/// (one row takes other summation paths in ONNX Runtime than two or more; a lone text is therefore run beside its own copy).
/// </para>
/// </summary>
public sealed class TextClassifier : IDisposable
{
    private readonly ClassifierSession _session;
    private readonly WordPieceReader _reader;

    private TextClassifier(
        ClassifierSession session,
        WordPieceReader reader,
        TextClassifierOptions options,
        string fingerprint
    )
    {
        _session = session;
        _reader = reader;
        Options = options;
        Fingerprint = fingerprint;
    }

    /// <summary>How the classifier reads and computes.</summary>
    public TextClassifierOptions Options { get; }

    /// <summary>Identity of the model file and the vocabulary, the same in every process.</summary>
    public string Fingerprint { get; }

    /// <summary>Loads a classifier from a folder.</summary>
    /// <param name="folder">The folder that holds <c>model.onnx</c> and <c>vocab.txt</c>.</param>
    /// <param name="options">How to read and compute; null for the defaults, which fit the shipped model.</param>
    /// <exception cref="InterplayException">
    /// <c>model-not-found</c>, <c>model-unreadable</c>, <c>vocabulary-unreadable</c>, <c>model-not-a-text-classifier</c> or <c>classifier-options-malformed</c>.
    /// </exception>
    public static TextClassifier Load(string folder, TextClassifierOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        TextClassifierOptions valid = (options ?? new TextClassifierOptions()).Validated();
        byte[] model = ReadAll(folder, "model.onnx");
        byte[] vocabulary = ReadAll(folder, "vocab.txt");
        var reader = WordPieceReader.Create(vocabulary);
        return new TextClassifier(
            ClassifierSession.Open(model, folder),
            reader,
            valid,
            Interplay.Fingerprint.Of(
                "text-classifier/1",
                Interplay.Fingerprint.OfBytes(model),
                Interplay.Fingerprint.OfBytes(vocabulary)
            )
        );
    }

    /// <summary>The number of tokens a text is read as, the two that frame it included.</summary>
    public int CountTokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _reader.Read(text).Length;
    }

    /// <summary>The log-odds of the positive class of each text: the natural logarithm of p / (1 - p), which is logits[1] - logits[0].</summary>
    /// <param name="texts">The texts; equal ones are computed once.</param>
    /// <param name="cancellationToken">Stops between runs.</param>
    /// <exception cref="InterplayException"><c>too-many-tokens</c> before anything is computed, or <c>model-failed</c>.</exception>
    public double[] LogOdds(
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(texts);
        int[] numbers = Number(texts, out List<string> distinct);
        var tokens = new int[distinct.Count][];
        InParallel(distinct.Count, i => tokens[i] = Read(distinct[i]), cancellationToken);

        var logOdds = new double[distinct.Count];
        List<int[]> runs = RunPlan.Of(tokens);
        InParallel(
            runs.Count,
            run => _session.LogOdds(tokens, runs[run], logOdds),
            cancellationToken
        );
        return Array.ConvertAll(numbers, number => logOdds[number]);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <summary>Refuses a text that is longer than the model reads.</summary>
    /// <exception cref="InterplayException"><c>too-many-tokens</c>.</exception>
    internal void ThrowIfTooLong(string text) => Read(text);

    private static byte[] ReadAll(string folder, string name) =>
        RuntimeSession.ReadAll(
            folder,
            name,
            "A text classifier is a folder with model.onnx and vocab.txt"
        );

    /// <summary>Gives equal texts one number, in order of first appearance.</summary>
    private static int[] Number(IReadOnlyList<string> texts, out List<string> distinct)
    {
        var seen = new Dictionary<string, int>(texts.Count, StringComparer.Ordinal);
        var numbers = new int[texts.Count];
        distinct = [];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!seen.TryGetValue(texts[i], out numbers[i]))
            {
                numbers[i] = distinct.Count;
                seen.Add(texts[i], numbers[i]);
                distinct.Add(texts[i]);
            }
        }

        return numbers;
    }

    private int[] Read(string text)
    {
        int[] tokens = _reader.Read(text);
        return tokens.Length <= Options.MaxTokens
            ? tokens
            : throw new InterplayException(
                ErrorKind.Request,
                "too-many-tokens",
                $"The model reads at most {Options.MaxTokens} tokens; this text has {tokens.Length}. "
                    + $"Explain a shorter passage of it. It begins: '{text.AsSpan(0, Math.Min(60, text.Length))}'"
            );
    }

    /// <summary>Runs disjoint pieces of work on the allowed cores; the error of the first failed piece comes out as it was thrown.</summary>
    private void InParallel(int count, Action<int> work, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = Options.Cores,
            CancellationToken = cancellationToken,
        };
        try
        {
            Parallel.For(0, count, options, work);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
