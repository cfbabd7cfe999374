using System.Text;
using System.Text.Json.Nodes;

namespace Interplay.Onnx.Tokens;

/// <summary>
/// Writes the tokenizer.json that vocabulary files of older exports stand for: what transformers makes of them when it opens such a folder
/// (<c>BertConverter</c>, <c>RobertaConverter</c>, <c>GPT2Converter</c> of its convert_slow_tokenizer.py).
/// </summary>
internal static class VocabularyTokenizer
{
    private static readonly string[] Roles =
    [
        "unk_token",
        "sep_token",
        "pad_token",
        "cls_token",
        "mask_token",
        "bos_token",
        "eos_token",
    ];

    /// <summary>Classes that read vocab.txt as BERT does.</summary>
    private static readonly string[] WordPieceClasses =
    [
        "BertTokenizer",
        "DistilBertTokenizer",
        "ElectraTokenizer",
        "MobileBertTokenizer",
        "ConvBertTokenizer",
        "SqueezeBertTokenizer",
        "LayoutLMTokenizer",
        "LxmertTokenizer",
        "RetriBertTokenizer",
        "RealmTokenizer",
        "SplinterTokenizer",
    ];

    /// <summary>Classes that read vocab.json and merges.txt byte by byte.</summary>
    private static readonly string[] BytePairClasses =
    [
        "RobertaTokenizer",
        "LongformerTokenizer",
        "BartTokenizer",
        "LEDTokenizer",
        "MvpTokenizer",
        "DebertaTokenizer",
        "GPT2Tokenizer",
    ];

    /// <summary>The tokenizer.json of a vocab.txt.</summary>
    /// <exception cref="InterplayException"><c>vocabulary-unreadable</c> or <c>tokenizer-unsupported</c>.</exception>
    public static JsonObject OfWordPieces(TokenizerFiles files, TokenizerSettings settings)
    {
        if (settings.Class is { } name && !WordPieceClasses.Contains(name))
        {
            throw files.Unsupported(
                $"there is a vocab.txt and no tokenizer.json, and its class is {name}"
            );
        }

        if (!settings.CutsWords)
        {
            throw files.Unsupported("do_basic_tokenize is false");
        }

        string[] lines = WordPieceReader.Lines(files["vocab.txt"]);
        var vocabulary = new Dictionary<string, int>(lines.Length, StringComparer.Ordinal);
        for (int id = 0; id < lines.Length; id++)
        {
            vocabulary[lines[id]] = id;
        }

        var special = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["unk_token"] = "[UNK]",
            ["cls_token"] = "[CLS]",
            ["sep_token"] = "[SEP]",
            ["pad_token"] = "[PAD]",
            ["mask_token"] = "[MASK]",
        };
        Overlay(special, settings);
        foreach (string role in (string[])["unk_token", "cls_token", "sep_token"])
        {
            if (!vocabulary.ContainsKey(special[role]))
            {
                throw WordPieceReader.Unreadable($"{special[role]} is missing", null);
            }
        }

        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = Added(vocabulary, special, settings, stripsMask: false),
            ["normalizer"] = new JsonObject
            {
                ["type"] = "BertNormalizer",
                ["clean_text"] = true,
                ["handle_chinese_chars"] = settings.Ideographs ?? true,
                ["strip_accents"] = settings.StripAccents,
                ["lowercase"] = settings.LowerCase ?? true,
            },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["post_processor"] = Framed("BertProcessing", vocabulary, special),
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = special["unk_token"],
                ["continuing_subword_prefix"] = "##",
                ["max_input_chars_per_word"] = 100,
                ["vocab"] = Entries(vocabulary),
            },
        };
    }

    /// <summary>The tokenizer.json of vocab.json and merges.txt.</summary>
    /// <exception cref="InterplayException"><c>vocabulary-unreadable</c> or <c>tokenizer-unsupported</c>.</exception>
    public static JsonObject OfBytePairs(TokenizerFiles files, TokenizerSettings settings)
    {
        if (settings.Class is { } name && !BytePairClasses.Contains(name))
        {
            throw files.Unsupported(
                $"there are vocab.json and merges.txt and no tokenizer.json, and its class is {name}"
            );
        }

        Dictionary<string, int> vocabulary = files.Checked(
            "vocab.json",
            () =>
                files
                    .Json("vocab.json")!
                    .ToDictionary(
                        static entry => entry.Key,
                        static entry =>
                            (int)(
                                entry.Value ?? throw new FormatException($"'{entry.Key}' has no id")
                            ),
                        StringComparer.Ordinal
                    )
        );
        bool isRoberta = vocabulary.ContainsKey("<s>") && vocabulary.ContainsKey("</s>");
        bool isBert = vocabulary.ContainsKey("[CLS]") && vocabulary.ContainsKey("[SEP]");
        bool isFramed = settings.Class is { } given
            ? given != "GPT2Tokenizer"
            : isRoberta || isBert;
        var special = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!isFramed)
        {
            special["unk_token"] = special["bos_token"] = special["eos_token"] = "<|endoftext|>";
        }
        else if (isBert && !isRoberta)
        {
            special["unk_token"] = "[UNK]";
            special["cls_token"] = "[CLS]";
            special["sep_token"] = "[SEP]";
            special["pad_token"] = "[PAD]";
            special["mask_token"] = "[MASK]";
        }
        else
        {
            special["unk_token"] = "<unk>";
            special["cls_token"] = special["bos_token"] = "<s>";
            special["sep_token"] = special["eos_token"] = "</s>";
            special["pad_token"] = "<pad>";
            special["mask_token"] = "<mask>";
        }

        Overlay(special, settings);
        if (isFramed)
        {
            foreach (string role in (string[])["cls_token", "sep_token"])
            {
                if (!vocabulary.ContainsKey(special[role]))
                {
                    throw files.Malformed("vocab.json", $"{special[role]} is missing");
                }
            }
        }

        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = Added(vocabulary, special, settings, stripsMask: true),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "ByteLevel",
                ["add_prefix_space"] = settings.PrefixSpace ?? false,
                ["trim_offsets"] = true,
                ["use_regex"] = true,
            },
            ["post_processor"] = isFramed ? Framed("RobertaProcessing", vocabulary, special) : null,
            ["decoder"] = new JsonObject
            {
                ["type"] = "ByteLevel",
                ["add_prefix_space"] = true,
                ["trim_offsets"] = true,
                ["use_regex"] = true,
            },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = "",
                ["end_of_word_suffix"] = "",
                ["fuse_unk"] = false,
                ["vocab"] = Entries(vocabulary),
                ["merges"] = Merges(files),
            },
        };
    }

    /// <summary>A token that is found in a text before the text is cut, as tokenizer.json writes it.</summary>
    public static JsonObject AddedToken(
        string text,
        int id,
        bool isSpecial,
        bool stripsBefore = false
    ) =>
        new()
        {
            ["id"] = id,
            ["content"] = text,
            ["single_word"] = false,
            ["lstrip"] = stripsBefore,
            ["rstrip"] = false,
            ["normalized"] = !isSpecial,
            ["special"] = isSpecial,
        };

    private static void Overlay(Dictionary<string, string> special, TokenizerSettings settings)
    {
        foreach ((string role, string token) in settings.Tokens)
        {
            special[role] = token;
        }
    }

    /// <summary>The special tokens that the vocabulary has, and what the settings add.</summary>
    private static JsonArray Added(
        Dictionary<string, int> vocabulary,
        Dictionary<string, string> special,
        TokenizerSettings settings,
        bool stripsMask
    )
    {
        var added = new SortedDictionary<int, JsonObject>();
        foreach (string role in Roles)
        {
            if (
                special.TryGetValue(role, out string? token)
                && vocabulary.TryGetValue(token, out int id)
            )
            {
                added[id] = AddedToken(
                    token,
                    id,
                    isSpecial: true,
                    stripsBefore: stripsMask && role == "mask_token"
                );
            }
        }

        foreach (JsonObject token in settings.Added)
        {
            added[(int)token["id"]!] = token;
        }

        return [.. added.Values];
    }

    private static JsonObject Framed(
        string type,
        Dictionary<string, int> vocabulary,
        Dictionary<string, string> special
    ) =>
        new()
        {
            ["type"] = type,
            ["sep"] = new JsonArray(special["sep_token"], vocabulary[special["sep_token"]]),
            ["cls"] = new JsonArray(special["cls_token"], vocabulary[special["cls_token"]]),
        };

    private static JsonObject Entries(Dictionary<string, int> vocabulary) =>
        [
            .. vocabulary.Select(static entry =>
                KeyValuePair.Create(entry.Key, (JsonNode?)JsonValue.Create(entry.Value))
            ),
        ];

    private static JsonArray Merges(TokenizerFiles files)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(
                files["merges.txt"]
            );
        }
        catch (DecoderFallbackException e)
        {
            throw files.Malformed("merges.txt", e.Message, e);
        }

        return
        [
            .. text.Split('\n')
                .Select(static line => line.TrimEnd('\r'))
                .Where(static line =>
                    line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)
                )
                .Select(static line => (JsonNode?)JsonValue.Create(line)),
        ];
    }
}
