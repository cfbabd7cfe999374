using System.Globalization;
using Interplay.Lenses.Text;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Tokens;
using Interplay.Reports;

namespace Interplay.Onnx.Text;

/// <summary>
/// A text classifier in a folder as Hugging Face and Optimum write it: <c>model.onnx</c> or <c>onnx/model.onnx</c>, <c>config.json</c> with the names of
/// the labels, and <c>tokenizer.json</c>, <c>vocab.txt</c>, or <c>vocab.json</c> and <c>merges.txt</c> with <c>tokenizer_config.json</c>. Without
/// <c>config.json</c> two labels are negative and positive.
/// <para>
/// On one machine a text has one value, to the last bit, whatever stands beside it in a batch and however many cores compute:
/// texts are grouped by equal token count, so that none is padded unless the graph fixes their length, each run uses one thread, no run has a single
/// row (one row takes other summation paths in ONNX Runtime than two or more; a lone text is therefore run beside its own copy), and where the graph
/// scales numbers by all rows of a batch (dynamic quantisation) each text runs alone.
/// </para>
/// </summary>
public sealed class TextClassifier : IDisposable
{
    private const int DefaultMaxTokens = 256;

    /// <summary>What a folder of a text model is.</summary>
    internal const string Folder =
        "A text model is a folder with model.onnx (or onnx/model.onnx) and tokenizer.json, vocab.txt, or vocab.json and merges.txt";

    private readonly ClassifierSession _session;
    private readonly TextTokenizer _tokenizer;
    private readonly TextRuns _runs;

    private TextClassifier(
        ClassifierSession session,
        TextTokenizer tokenizer,
        TextClassifierOptions options,
        int maxTokens
    )
    {
        _session = session;
        _tokenizer = tokenizer;
        _runs = new TextRuns(tokenizer, session.TextsPerRun, maxTokens, options.Cores);
        Options = options;
    }

    /// <summary>How the classifier reads and computes.</summary>
    public TextClassifierOptions Options { get; }

    /// <summary>Most tokens of one text, those that frame it included.</summary>
    public int MaxTokens => _runs.MaxTokens;

    /// <summary>Identity of the model file and of what says how texts are read, the same in every process.</summary>
    public string Fingerprint { get; private init; } = "";

    /// <summary>Names of the labels, in the order of the model's numbers: <c>id2label</c> of config.json.</summary>
    public IReadOnlyList<string> Labels => _session.Labels;

    /// <summary>How the mask token is written; null if the vocabulary has none.</summary>
    public string? MaskToken => _tokenizer.MaskToken;

    /// <summary>Whether exactly one of the labels is right, so that their probabilities add up to 1.</summary>
    public bool HasOneLabel => _session.Scale == LabelScale.OneOfThem;

    /// <summary>Whether labels have names of their own, and not those that two labels without names are given.</summary>
    internal bool HasConfig { get; private init; }

    /// <summary>Where the graph lies, and the output that is read.</summary>
    internal (string Path, string Output, LabelOutput End) Graph { get; private init; }

    /// <summary>How texts are read.</summary>
    internal TextTokenizer Tokenizer => _tokenizer;

    /// <summary>Loads a classifier from a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How to read and compute; null for the defaults.</param>
    /// <exception cref="InterplayException">
    /// <c>model-not-found</c>, <c>model-ambiguous</c>, <c>model-unreadable</c>, <c>model-config-malformed</c>, <c>model-labels-mismatch</c>,
    /// <c>vocabulary-unreadable</c>, <c>tokenizer-malformed</c>, <c>tokenizer-unsupported</c>, <c>tokenizer-unavailable</c>,
    /// <c>model-not-a-text-classifier</c> or <c>classifier-options-malformed</c>.
    /// </exception>
    public static TextClassifier Load(string folder, TextClassifierOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        TextClassifierOptions valid = (options ?? new TextClassifierOptions()).Validated();
        string path = GraphPath.Find(folder);
        byte[] model = RuntimeSession.ReadAll(path, Folder);
        var config = ModelConfig.Find(folder);
        TextTokenizer tokenizer = TokenizerOf(folder, valid.Second);
        try
        {
            var session = ClassifierSession.Open(model, $"the model '{path}'", tokenizer, config);
            int? known = Least(tokenizer.MaxTokens, config?.MaxTokens, session.MaxTokens);
            return new TextClassifier(
                session,
                tokenizer,
                valid,
                Least(known, valid.MaxTokens) ?? DefaultMaxTokens
            )
            {
                HasConfig = config is not null,
                Graph = (path, session.Output.Name, session.Output.End),
                Fingerprint = FingerprintOf(model, tokenizer, config),
            };
        }
        catch
        {
            tokenizer.Dispose();
            throw;
        }
    }

    /// <summary>The number of tokens a text is read as, those that frame it included.</summary>
    public int CountTokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _tokenizer.ReadSome(text).Length;
    }

    /// <summary>The log-odds of the second of two labels (the positive class where they have no other names): the natural logarithm of p / (1 - p), which is logits[1] - logits[0].</summary>
    /// <param name="texts">The texts; equal ones are computed once.</param>
    /// <param name="cancellationToken">Stops between runs.</param>
    /// <exception cref="InterplayException"><c>label-unknown</c>: the model has not two labels; <c>too-many-tokens</c> before anything is computed, or <c>model-failed</c>.</exception>
    public double[] LogOdds(
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken = default
    ) =>
        Labels.Count == 2 && HasOneLabel
            ? Values(texts, [Labels[1]], cancellationToken)
            : throw UnknownLabel("no label was named");

    /// <summary>
    /// The values of some labels for each text: log-odds of a label against all others where one is right, its own log-odds where each is right or not
    /// by itself, and the number itself for a regression.
    /// </summary>
    /// <param name="texts">The texts; equal ones are computed once.</param>
    /// <param name="labels">Names among <see cref="Labels"/>.</param>
    /// <param name="cancellationToken">Stops between runs.</param>
    /// <returns>The values, text by text, in the order of <paramref name="labels"/>.</returns>
    /// <exception cref="InterplayException"><c>label-unknown</c>, <c>too-many-tokens</c> before anything is computed, or <c>model-failed</c>.</exception>
    public double[] Values(
        IReadOnlyList<string> texts,
        IReadOnlyList<string> labels,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(labels);
        int[] numbers = [.. labels.Select(NumberOf)];
        double[][] logits = Logits(texts, cancellationToken);
        var values = new double[texts.Count * numbers.Length];
        for (int text = 0; text < texts.Count; text++)
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                values[text * numbers.Length + i] = _session.Value(logits[text], numbers[i]);
            }
        }

        return values;
    }

    /// <summary>The labels to be explained of a text.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="asked">The name of a label, <c>all</c>, or null for the one that the model finds likeliest; of two labels without names it is the positive one.</param>
    /// <param name="cancellationToken">Stops before the model is asked.</param>
    /// <exception cref="InterplayException"><c>label-unknown</c>, <c>too-many-tokens</c> or <c>model-failed</c>.</exception>
    public IReadOnlyList<string> Choose(
        string text,
        string? asked = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        if (asked is not null)
        {
            return asked == "all" && !Labels.Contains(asked) ? Labels : [Labels[NumberOf(asked)]];
        }

        if (Labels.Count == 1 || !HasConfig && Labels.Count == 2)
        {
            return [Labels[^1]];
        }

        double[] logits = Logits([text], cancellationToken)[0];
        return [Labels[Array.IndexOf(logits, logits.Max())]];
    }

    /// <summary>What the values of some labels are, for the reader of an explanation.</summary>
    /// <param name="labels">Names among <see cref="Labels"/>.</param>
    /// <returns>The readout; null for numbers that are no log-odds.</returns>
    public Readout? ReadoutOf(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return _session.Scale == LabelScale.Numbers ? null
            : HasOneLabel && Labels.Count == 2 && labels is [var one]
                ? Readout.Of(one, Labels.First(label => label != one))
            : Readout.Logit;
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

    /// <summary>Refuses a text that is longer than the model reads.</summary>
    /// <exception cref="InterplayException"><c>too-many-tokens</c>.</exception>
    internal void ThrowIfTooLong(string text) => _runs.Read(text);

    /// <summary>How the texts of a folder's model are read.</summary>
    internal static TextTokenizer TokenizerOf(string folder, string? second) =>
        FolderTokenizer.Find(folder, second)
        ?? throw new InterplayException(
            ErrorKind.Missing,
            "model-not-found",
            $"{Folder}; '{folder}' has no tokenizer.json, no vocab.txt, and no vocab.json with merges.txt."
        );

    /// <summary>The shipped model's is of the two files that it has always had, so that journals of before fit it.</summary>
    private static string FingerprintOf(
        byte[] model,
        TextTokenizer tokenizer,
        ModelConfig? config
    ) =>
        tokenizer is ShippedTokenizer && config is null
            ? Interplay.Fingerprint.Of(
                "text-classifier/1",
                Interplay.Fingerprint.OfBytes(model),
                tokenizer.Fingerprint
            )
            : Interplay.Fingerprint.Of(
                "text-classifier/2",
                Interplay.Fingerprint.OfBytes(model),
                tokenizer.Fingerprint,
                config?.Fingerprint ?? ""
            );

    /// <summary>The least of the limits that there are.</summary>
    internal static int? Least(params IEnumerable<int?> limits) => limits.Min();

    private int NumberOf(string label)
    {
        int number = Labels.ToList().IndexOf(label);
        if (number >= 0)
        {
            return number;
        }

        int[] alike =
        [
            .. Enumerable
                .Range(0, Labels.Count)
                .Where(i => string.Equals(Labels[i], label, StringComparison.OrdinalIgnoreCase)),
        ];
        return alike is [var only] ? only : throw UnknownLabel($"found '{label}'");
    }

    private InterplayException UnknownLabel(string found) =>
        new(
            ErrorKind.Request,
            "label-unknown",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The model has {Labels.Count} labels: {string.Join(", ", Labels.Take(20))}{(Labels.Count > 20 ? ", ..." : "")}; {found}."
            )
        );

    /// <summary>The numbers of all labels for each text.</summary>
    private double[][] Logits(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        _runs.Of<double[]>(texts, _session.Run, cancellationToken);
}
