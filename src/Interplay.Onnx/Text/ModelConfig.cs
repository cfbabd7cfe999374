using System.Globalization;
using System.Text.Json;

namespace Interplay.Onnx.Text;

/// <summary>What the config.json of a model's folder says of a text classifier; null where it says nothing.</summary>
internal sealed record ModelConfig
{
    private const int LongestFile = 16 << 20;
    private const string Name = "config.json";

    /// <summary>Model types whose positions begin behind the number of the padding token.</summary>
    private static readonly string[] TypesThatShiftPositions =
    [
        "roberta",
        "roberta-prelayernorm",
        "xlm-roberta",
        "xlm-roberta-xl",
        "camembert",
        "longformer",
        "ibert",
        "data2vec-text",
        "mpnet",
        "xmod",
        "luke",
        "esm",
        "layoutlmv3",
    ];

    /// <summary>Names of the labels, in the order of the logits.</summary>
    public IReadOnlyList<string>? Labels { get; private init; }

    /// <summary><c>single_label_classification</c>, <c>multi_label_classification</c> or <c>regression</c>.</summary>
    public string? ProblemType { get; private init; }

    /// <summary>What the model was trained for, such as <c>BertForSequenceClassification</c>.</summary>
    public IReadOnlyList<string> Architectures { get; private init; } = [];

    /// <summary>The token that fills up texts.</summary>
    public int? Padding { get; private init; }

    /// <summary>Whether positions begin behind the number of the padding token, as in RoBERTa, and not at 0.</summary>
    public bool ShiftsPositions { get; private init; }

    /// <summary>Number of the first position.</summary>
    public int FirstPosition => ShiftsPositions ? (Padding ?? 1) + 1 : 0;

    /// <summary>Most tokens of a framed text.</summary>
    public int? MaxTokens { get; private init; }

    /// <summary>Identity of the file.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Reads the config.json of a folder.</summary>
    /// <returns>What it says; null if there is no such file.</returns>
    /// <exception cref="InterplayException"><c>model-config-malformed</c>.</exception>
    public static ModelConfig? Find(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] bytes = WholeFile.ReadAll(
            path,
            LongestFile,
            () => Malformed(folder, $"it has more than {LongestFile} bytes")
        );
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return Read(json.RootElement, folder) with
            {
                Fingerprint = Interplay.Fingerprint.OfBytes(bytes),
            };
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw Malformed(folder, e.Message, e);
        }
    }

    private static ModelConfig Read(JsonElement json, string folder)
    {
        string? type = Value(json, "model_type")?.GetString();
        var config = new ModelConfig
        {
            Labels = Value(json, "id2label") is { } labels ? ReadLabels(labels, folder) : null,
            ProblemType = Value(json, "problem_type")?.GetString(),
            Architectures = Value(json, "architectures") is { } names
                ? [.. names.EnumerateArray().Select(static name => name.GetString() ?? "")]
                : [],
            Padding = Value(json, "pad_token_id")?.GetInt32(),
            ShiftsPositions = TypesThatShiftPositions.Contains(type),
            Fingerprint = "",
        };
        if (
            config.ProblemType
            is not (
                null
                or "single_label_classification"
                or "multi_label_classification"
                or "regression"
            )
        )
        {
            throw Malformed(
                folder,
                $"problem_type is '{config.ProblemType}'; known are single_label_classification, multi_label_classification and regression"
            );
        }

        return Value(json, "max_position_embeddings")?.GetInt32() is { } positions and > 0
            ? config with
            {
                MaxTokens = positions - config.FirstPosition,
            }
            : config;
    }

    private static string[] ReadLabels(JsonElement json, string folder)
    {
        JsonProperty[] entries = [.. json.EnumerateObject()];
        var labels = new string[entries.Length];
        foreach (JsonProperty entry in entries)
        {
            string label =
                entry.Value.ValueKind == JsonValueKind.String
                    ? entry.Value.GetString()!
                    : entry.Value.GetRawText();
            if (
                !int.TryParse(
                    entry.Name,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int id
                )
                || id >= labels.Length
                || labels[id] is not null
            )
            {
                throw Malformed(
                    folder,
                    $"id2label has the number '{entry.Name}'; {labels.Length} labels are numbered 0 to {labels.Length - 1}, each once"
                );
            }

            if (label.Length == 0 || labels.Contains(label))
            {
                throw Malformed(
                    folder,
                    $"id2label has the label '{label}' {(label.Length == 0 ? "without letters" : "twice")}"
                );
            }

            labels[id] = label;
        }

        return labels;
    }

    private static JsonElement? Value(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static InterplayException Malformed(
        string folder,
        string what,
        Exception? inner = null
    ) =>
        new(
            ErrorKind.Data,
            "model-config-malformed",
            $"The {Name} of '{folder}' cannot be read: {what}.",
            inner
        );
}
