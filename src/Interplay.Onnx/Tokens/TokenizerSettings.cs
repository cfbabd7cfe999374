using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interplay.Onnx.Tokens;

/// <summary>What tokenizer_config.json and special_tokens_map.json say of a tokenizer; null where they say nothing.</summary>
internal sealed record TokenizerSettings
{
    private const string Name = "tokenizer_config.json";

    /// <summary>Limits of this length and more stand for none: transformers writes 1e30.</summary>
    private const double NoLimit = 1e9;

    /// <summary>Name of the tokenizer's class, without the Fast at its end.</summary>
    public string? Class { get; private init; }

    /// <summary>Whether texts are read in lower case.</summary>
    public bool? LowerCase { get; private init; }

    /// <summary>Whether accents are taken off.</summary>
    public bool? StripAccents { get; private init; }

    /// <summary>Whether the file says anything of accents: null there is not the same as nothing.</summary>
    public bool SaysAccents { get; private init; }

    /// <summary>Whether each ideograph is a word.</summary>
    public bool? Ideographs { get; private init; }

    /// <summary>Whether a text is read as if a space stood before it.</summary>
    public bool? PrefixSpace { get; private init; }

    /// <summary>Whether words are cut at punctuation before they are looked up.</summary>
    public bool CutsWords { get; private init; }

    /// <summary>Most tokens of a framed text.</summary>
    public int? MaxTokens { get; private init; }

    /// <summary>Whether texts are filled up before their first token.</summary>
    public bool PadsBefore { get; private init; }

    /// <summary>Special tokens by their role, such as <c>mask_token</c>.</summary>
    public required IReadOnlyDictionary<string, string> Tokens { get; init; }

    /// <summary>Tokens beside those of the vocabulary, and those that are found in a text before it is cut, as tokenizer.json writes them.</summary>
    public required IReadOnlyList<JsonObject> Added { get; init; }

    /// <summary>Reads the two files.</summary>
    /// <exception cref="InterplayException"><c>tokenizer-malformed</c>.</exception>
    public static TokenizerSettings Read(TokenizerFiles files)
    {
        JsonObject config = files.Json(Name) ?? [];
        JsonObject map = files.Json("special_tokens_map.json") ?? [];
        return files.Checked(
            Name,
            () =>
                new TokenizerSettings
                {
                    Class = Cut((string?)config["tokenizer_class"]),
                    LowerCase = (bool?)config["do_lower_case"],
                    StripAccents = (bool?)config["strip_accents"],
                    SaysAccents = config.ContainsKey("strip_accents"),
                    Ideographs = (bool?)config["tokenize_chinese_chars"],
                    PrefixSpace = (bool?)config["add_prefix_space"],
                    CutsWords = (bool?)config["do_basic_tokenize"] ?? true,
                    MaxTokens = (double?)config["model_max_length"]
                        is { } most
                            and < NoLimit
                            and >= 1
                        ? (int)most
                        : null,
                    PadsBefore = (string?)config["padding_side"] == "left",
                    Tokens = Special(map, config),
                    Added = [.. ReadAdded(config, files.Json("added_tokens.json"))],
                }
        );
    }

    private static string? Cut(string? name) =>
        name?.EndsWith("Fast", StringComparison.Ordinal) == true ? name[..^4] : name;

    private static Dictionary<string, string> Special(params IEnumerable<JsonObject> files)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string role, JsonNode? token) in files.SelectMany(static file => file))
        {
            if (!role.EndsWith("_token", StringComparison.Ordinal))
            {
                continue;
            }

            string? text =
                token is JsonObject written ? (string?)written["content"]
                : token?.GetValueKind() == JsonValueKind.String ? (string?)token
                : null;
            if (!string.IsNullOrEmpty(text))
            {
                tokens[role] = text;
            }
        }

        return tokens;
    }

    private static IEnumerable<JsonObject> ReadAdded(JsonObject config, JsonObject? older)
    {
        foreach ((string id, JsonNode? token) in config["added_tokens_decoder"]?.AsObject() ?? [])
        {
            JsonObject entry = token is JsonObject written
                ? (JsonObject)written.DeepClone()
                : throw new FormatException($"the added token {id} is no object");
            entry["id"] = int.Parse(id, System.Globalization.CultureInfo.InvariantCulture);
            yield return entry;
        }

        foreach ((string text, JsonNode? id) in older ?? [])
        {
            yield return VocabularyTokenizer.AddedToken(
                text,
                (int)(id ?? throw new FormatException($"the added token '{text}' has no id")),
                isSpecial: false
            );
        }
    }
}
