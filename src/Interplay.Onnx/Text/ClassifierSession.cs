using Interplay.Onnx.Graphs.Protobuf;
using Interplay.Onnx.Tokens;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Text;

/// <summary>An open ONNX Runtime session of a text classifier, and what its numbers mean. Safe for use by many threads.</summary>
internal sealed class ClassifierSession : IDisposable
{
    private const string Logits = "logits";

    /// <summary>Least number that a probability is taken for, so that its logarithm is one.</summary>
    private const double Least = 1e-30;

    /// <summary>Names of outputs that hold no classes, whatever their dimensions.</summary>
    private static readonly string[] HiddenNames =
    [
        "last_hidden_state",
        "pooler_output",
        "sentence_embedding",
        "token_embeddings",
        "text_embeds",
        "embeddings",
        "start_logits",
        "end_logits",
    ];

    private readonly TextSession _session;
    private readonly bool _givesProbabilities;

    private ClassifierSession(
        TextSession session,
        IReadOnlyList<string> labels,
        LabelScale scale,
        bool givesProbabilities,
        (string Name, LabelOutput End) output
    )
    {
        _session = session;
        Labels = labels;
        Scale = scale;
        _givesProbabilities = givesProbabilities;
        Output = output;
    }

    /// <summary>Names of the labels, in the order of the logits.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>What the numbers of the labels are.</summary>
    public LabelScale Scale { get; }

    /// <summary>The output that is read, and what stands at its end.</summary>
    public (string Name, LabelOutput End) Output { get; }

    /// <summary>Number of different texts in every run; null for what is fast.</summary>
    public int? TextsPerRun => _session.TextsPerRun;

    /// <summary>Most tokens of a text that the graph takes; null if it leaves that open.</summary>
    public int? MaxTokens { get; private init; }

    /// <summary>Opens a model and finds its labels.</summary>
    /// <param name="model">The bytes of the graph.</param>
    /// <param name="source">What an error calls it.</param>
    /// <param name="tokenizer">How its texts are read.</param>
    /// <param name="config">What its folder says of it.</param>
    /// <exception cref="InterplayException"><c>model-unreadable</c>, <c>model-not-a-text-classifier</c>, <c>model-labels-mismatch</c> or <c>model-failed</c>.</exception>
    public static ClassifierSession Open(
        byte[] model,
        string source,
        TextTokenizer tokenizer,
        ModelConfig? config
    )
    {
        InferenceSession session = RuntimeSession.Open(model, source);
        try
        {
            TokenInputs inputs =
                TokenInputs.Of(session, tokenizer, config)
                ?? throw NotOne(
                    source,
                    $"the inputs {RuntimeSession.Described(session.InputMetadata)}"
                );
            string output = Chosen(session, source, config);
            var graph = ModelProto.Parser.ParseFrom(model);
            LabelOutput end = LabelOutput.Trace(graph, output);
            bool isTraced = (end.IsSoftmax || end.IsSigmoid) && config?.ProblemType != "regression";
            if (isTraced)
            {
                session.Dispose();
                session = RuntimeSession.Open(end.Rewritten(graph), source);
            }

            var texts = new TextSession(
                session,
                inputs,
                isTraced ? end.Name : output,
                LabelOutput.MixesRows(graph)
            );
            float[][] tried = Tried(texts, tokenizer, inputs, source, output);
            string[] labels = LabelsOf(tried[0].Length, output, end, source, config);
            return new ClassifierSession(
                texts,
                labels,
                ScaleOf(labels.Length, end, config),
                !isTraced && config?.ProblemType != "regression" && tried.All(IsDistribution),
                (output, end)
            )
            {
                MaxTokens = inputs.Tokens,
            };
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Computes one run: texts of equal token count, the numbers of all labels into their places in <paramref name="logits"/>.</summary>
    public void Run(int[][] tokens, int[] texts, double[][] logits)
    {
        (float[] values, _) = _session.Run(Array.ConvertAll(texts, text => tokens[text]));
        for (int row = 0; row < texts.Length; row++)
        {
            var numbers = new double[Labels.Count];
            for (int label = 0; label < numbers.Length; label++)
            {
                double number = values[row * numbers.Length + label];
                numbers[label] = _givesProbabilities ? Math.Log(Math.Max(number, Least)) : number;
            }

            logits[texts[row]] = numbers;
        }
    }

    /// <summary>The value of a label: its log-odds against all others, its own, or the number itself, as <see cref="Scale"/> says.</summary>
    public double Value(double[] logits, int label)
    {
        if (Scale != LabelScale.OneOfThem)
        {
            return logits[label];
        }

        double greatest = double.NegativeInfinity;
        for (int other = 0; other < logits.Length; other++)
        {
            greatest = other == label ? greatest : Math.Max(greatest, logits[other]);
        }

        double sum = 0;
        for (int other = 0; other < logits.Length; other++)
        {
            sum += other == label ? 0 : Math.Exp(logits[other] - greatest);
        }

        return logits[label] - (greatest + Math.Log(sum));
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <summary>The output that may hold classes: logits, or the only one that is no hidden state.</summary>
    private static string Chosen(InferenceSession session, string source, ModelConfig? config)
    {
        string found = $"the outputs {RuntimeSession.Described(session.OutputMetadata)}";
        string[] fit =
        [
            .. session
                .OutputMetadata.Where(static output =>
                    output.Value
                        is {
                            IsTensor: true,
                            ElementDataType: TensorElementType.Float
                                or TensorElementType.Float16
                                or TensorElementType.Double,
                            Dimensions.Length: <= 2
                        }
                    && !HiddenNames.Contains(output.Key)
                )
                .Select(static output => output.Key),
        ];
        if (fit.Contains(Logits))
        {
            return Logits;
        }

        bool isBase =
            config is { Architectures: [.., var last] }
            && last.EndsWith("Model", StringComparison.Ordinal);
        return fit.Length == 1 && !isBase
            ? fit[0]
            : throw NotOne(
                source,
                fit.Length > 1
                    ? $"{found}, and none of them is called {Logits}"
                    : $"{found}: a hidden state or a number for each token is no class"
            );
    }

    /// <summary>The numbers of two texts of different lengths, one row each.</summary>
    private static float[][] Tried(
        TextSession session,
        TextTokenizer tokenizer,
        TokenInputs inputs,
        string source,
        string output
    )
    {
        var tried = new List<float[]>();
        foreach (string text in (string[])["a", "a b c"])
        {
            int[] tokens = tokenizer.ReadSome(text);
            (float[] values, long[] shape) = session.Run([
                inputs.Tokens is { } most && tokens.Length > most ? tokens[..most] : tokens,
            ]);
            if (shape.Length > 2 || tried.Count > 0 && tried[0].Length != values.Length)
            {
                throw NotOne(
                    source,
                    $"an output '{output}' of the dimensions [{string.Join(", ", shape)}] for {tokens.Length} tokens: a hidden state or a number for each token is no class"
                );
            }

            tried.Add(values);
        }

        return [.. tried];
    }

    private static string[] LabelsOf(
        int count,
        string output,
        LabelOutput end,
        string source,
        ModelConfig? config
    )
    {
        if (config?.Labels is { } labels)
        {
            return labels.Count == count
                ? [.. labels]
                : throw new InterplayException(
                    ErrorKind.Data,
                    "model-labels-mismatch",
                    $"The config.json beside {source} names {labels.Count} labels, and the model gives {count} numbers for a text ('{output}'). Where they are hidden states, export the model for sequence classification."
                );
        }

        // Transformers writes the names of labels unless there are two: many numbers without names are likely no labels.
        return count > 2 && output != Logits && !end.IsSoftmax && !end.IsSigmoid
                ? throw NotOne(
                    source,
                    $"an output '{output}' of {count} numbers for a text, and no config.json that names so many labels in id2label"
                )
            : config is null && count == 2 ? ["negative", "positive"]
            : [.. Enumerable.Range(0, count).Select(static label => $"LABEL_{label}")];
    }

    private static LabelScale ScaleOf(int count, LabelOutput end, ModelConfig? config) =>
        config?.ProblemType == "regression" ? LabelScale.Numbers
        : config?.ProblemType == "multi_label_classification" && !end.IsSoftmax || end.IsSigmoid
            ? LabelScale.EachAlone
        : count == 1 ? LabelScale.Numbers
        : LabelScale.OneOfThem;

    /// <summary>Whether numbers are probabilities of one label out of all, however the graph made them.</summary>
    private static bool IsDistribution(float[] numbers) =>
        numbers.Length > 1
        && numbers.All(static number => number is >= 0 and <= 1)
        && Math.Abs(numbers.Sum(static number => (double)number) - 1) < 1e-3;

    private static InterplayException NotOne(string source, string found) =>
        new(
            ErrorKind.Data,
            "model-not-a-text-classifier",
            $"{source} has {found}. A text classifier has the inputs {TokenInputs.Expected}, and an output of real numbers [batch, labels], such as logits: "
                + "export it for sequence classification (optimum-cli export onnx --task text-classification)."
        );
}
