using System.Globalization;
using System.Text.Json;

namespace Interplay.Onnx.Mechanistic.Studies;

/// <summary>One prompt in JSON.</summary>
internal static class StudyPromptJson
{
    private const int Depth = 8;
    private static readonly string[] Fields =
    [
        "text",
        "tokens",
        "target",
        "against",
        "minus",
        "name",
    ];

    /// <summary>Reads a line.</summary>
    public static StudyPrompt Read(string line, Func<string, InterplayException> malformed)
    {
        try
        {
            using var json = JsonDocument.Parse(
                line,
                new JsonDocumentOptions { MaxDepth = Depth, AllowDuplicateProperties = false }
            );
            return Read(json.RootElement, malformed, isInner: false);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair fails only where the text is looked at.
            throw malformed($"no JSON object ({e.Message})");
        }
    }

    private static StudyPrompt Read(
        JsonElement json,
        Func<string, InterplayException> malformed,
        bool isInner
    )
    {
        if (isInner && json.ValueKind == JsonValueKind.String)
        {
            return new StudyPrompt { Text = json.GetString() };
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw malformed($"expected an object; found {json.ValueKind}");
        }

        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (!Fields.Contains(property.Name) || (isInner && property.Name == "minus"))
            {
                throw malformed(
                    $"the field '{property.Name}' is not known here; known are {string.Join(", ", Fields)}"
                );
            }
        }

        string? text = Text(json, "text", malformed);
        IReadOnlyList<int>? tokens = Tokens(json, malformed);
        return text is null == tokens is null
            ? throw malformed("either text or tokens is needed, and not both")
            : new StudyPrompt
            {
                Text = text,
                Tokens = tokens,
                Target = Text(json, "target", malformed),
                Against = Text(json, "against", malformed),
                Name = Text(json, "name", malformed),
                Minus = json.TryGetProperty("minus", out JsonElement minus)
                    ? Read(minus, malformed, isInner: true)
                    : null,
            };
    }

    /// <summary>A text, or a whole number as one.</summary>
    private static string? Text(
        JsonElement json,
        string name,
        Func<string, InterplayException> malformed
    ) =>
        !json.TryGetProperty(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number.ToString(CultureInfo.InvariantCulture)
        : throw malformed($"'{name}' must be a text or a whole number; found {value.GetRawText()}");

    private static List<int>? Tokens(JsonElement json, Func<string, InterplayException> malformed)
    {
        if (!json.TryGetProperty("tokens", out JsonElement list))
        {
            return null;
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            throw malformed("'tokens' must be a list of at least one token number");
        }

        return
        [
            .. list.EnumerateArray()
                .Select(token =>
                    token.ValueKind == JsonValueKind.Number
                    && token.TryGetInt32(out int number)
                    && number >= 0
                        ? number
                        : throw malformed(
                            $"'tokens' holds {token.GetRawText()}; expected whole numbers from 0"
                        )
                ),
        ];
    }
}
