using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tokenizers.DotNet;

namespace Interplay.Onnx.Tokens;

/// <summary>
/// A tokenizer.json, or what vocabulary files stand for, read by the tokenizers library of Hugging Face. What frames a text is added here, so that
/// pieces and windows of a text can be read without it; nothing is ever cut or filled up by the library.
/// </summary>
internal sealed class FolderTokenizer : TextTokenizer
{
    private static readonly string[] Masks = ["[MASK]", "<mask>"];

    private readonly Tokenizer _tokenizer;
    private readonly string _folder;
    private readonly Lazy<Dictionary<int, string>> _texts;

    private FolderTokenizer(
        Tokenizer tokenizer,
        string folder,
        JsonObject json,
        TokenizerSettings settings
    )
    {
        _tokenizer = tokenizer;
        _folder = folder;
        _texts = new Lazy<Dictionary<int, string>>(() => Texts(json));
        MaskToken = (
            settings.Tokens.TryGetValue("mask_token", out string? mask) ? [mask] : Masks
        ).FirstOrDefault(token =>
            Added(json).Any(added => (string?)added["content"] == token)
            && ReadPiece(token).Length == 1
        );
    }

    /// <summary>Reads the tokenizer of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="second">A text that is read after each text, as models of pairs do; null for none.</param>
    /// <returns>The tokenizer; null if the folder has no vocabulary.</returns>
    /// <exception cref="InterplayException">
    /// <c>tokenizer-malformed</c>, <c>tokenizer-unsupported</c>, <c>tokenizer-unavailable</c> or <c>vocabulary-unreadable</c>.
    /// </exception>
    public static TextTokenizer? Find(string folder, string? second = null)
    {
        var files = TokenizerFiles.Read(folder);
        if (!files.HasVocabulary)
        {
            return null;
        }

        var settings = TokenizerSettings.Read(files);
        if (settings.Class == ShippedTokenizer.ClassName && files.Has("vocab.txt"))
        {
            return second is null
                ? ShippedTokenizer.Create(files["vocab.txt"])
                : throw files.Unsupported("it reads one text at a time, no pairs");
        }

        JsonObject json =
            files.Json("tokenizer.json")
            ?? (
                files.Has("vocab.txt")
                    ? VocabularyTokenizer.OfWordPieces(files, settings)
                    : VocabularyTokenizer.OfBytePairs(files, settings)
            );
        try
        {
            return files.Checked(
                "tokenizer.json",
                () => Open(folder, files, settings, json, second)
            );
        }
        catch (InterplayException e) when (e.Name == "tokenizer-unavailable" && second is null)
        {
            if (PlainTokenizer.Find(files, settings, e) is { } plain)
            {
                return plain;
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public override int[] ReadPiece(string text) => Read(_tokenizer, text, _folder);

    /// <inheritdoc/>
    public override string TextOf(int token) =>
        _texts.Value.GetValueOrDefault(token) ?? token.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    protected override void Close() => _tokenizer.Dispose();

    private static int[] Read(Tokenizer tokenizer, string text, string folder)
    {
        try
        {
            return Array.ConvertAll(tokenizer.Encode(WellFormed(text)), static id => (int)id);
        }
        catch (TokenizerException e)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "tokenizer-failed",
                $"The tokenizer of '{folder}' cannot read '{text.AsSpan(0, Math.Min(60, text.Length))}': {e.Message}",
                e
            );
        }
    }

    private static FolderTokenizer Open(
        string folder,
        TokenizerFiles files,
        TokenizerSettings settings,
        JsonObject json,
        string? second
    )
    {
        FollowSettings(json, settings);
        if (TokenizerGuard.Fault(json) is { } fault)
        {
            throw files.Unsupported(fault);
        }

        JsonNode? processor = json["post_processor"];
        TokenFrame frame = FrameOf(processor, files);
        var truncation = json["truncation"] as JsonObject;
        var padding = json["padding"] as JsonObject;
        json["truncation"] = null;
        json["padding"] = null;
        json["post_processor"] = null;
        Tokenizer library = Load(json, files, folder);
        if (second is not null)
        {
            frame =
                PairOf(processor, Read(library, second, folder))
                ?? throw files.Unsupported("it does not say how pairs of texts are read");
        }

        return new FolderTokenizer(library, folder, json, settings)
        {
            Frame = frame,
            MaxTokens = Least(settings.MaxTokens, (int?)truncation?["max_length"]),
            Padding =
                (int?)padding?["pad_id"]
                ?? IdOf(json, settings.Tokens.GetValueOrDefault("pad_token"))
                ?? IdOf(json, "[PAD]")
                ?? IdOf(json, "<pad>"),
            PadsBefore = padding is null
                ? settings.PadsBefore
                : (string?)padding["direction"] == "Left",
            Fingerprint = second is null
                ? files.Fingerprint
                : Interplay.Fingerprint.Of("text-pair/1", files.Fingerprint, second),
        };
    }

    /// <summary>What tokenizer_config.json says plainly goes before what tokenizer.json says, as in transformers.</summary>
    private static void FollowSettings(JsonObject json, TokenizerSettings settings)
    {
        if (
            json["normalizer"] is JsonObject normalizer
            && (string?)normalizer["type"] == "BertNormalizer"
        )
        {
            normalizer["lowercase"] = settings.LowerCase ?? (bool?)normalizer["lowercase"] ?? true;
            normalizer["handle_chinese_chars"] =
                settings.Ideographs ?? (bool?)normalizer["handle_chinese_chars"] ?? true;
            if (settings.SaysAccents)
            {
                normalizer["strip_accents"] = settings.StripAccents;
            }
        }

        if (
            settings.PrefixSpace is { } space
            && json["pre_tokenizer"] is JsonObject pieces
            && (string?)pieces["type"] == "ByteLevel"
        )
        {
            pieces["add_prefix_space"] = space;
        }
    }

    private static TokenFrame FrameOf(JsonNode? processor, TokenizerFiles files)
    {
        switch ((string?)processor?["type"])
        {
            case null or "ByteLevel":
                return TokenFrame.None;
            case "BertProcessing" or "RobertaProcessing":
                return new TokenFrame([IdOf(processor, "cls")], [IdOf(processor, "sep")]);
            case "TemplateProcessing":
                return OfTemplate(processor);
            case "Sequence":
                TokenFrame[] frames =
                [
                    .. Required(processor, "processors")
                        .AsArray()
                        .Select(inner => FrameOf(inner, files))
                        .Where(static frame => frame != TokenFrame.None),
                ];
                return frames.Length switch
                {
                    0 => TokenFrame.None,
                    1 => frames[0],
                    _ => throw files.Unsupported("its post_processor frames a text twice"),
                };
            case { } other:
                throw files.Unsupported($"its post_processor is of the type {other}");
        }
    }

    private static TokenFrame OfTemplate(JsonNode processor)
    {
        List<(int Id, int Type)>[] around = Specials(processor, "single", ["A"], out int[] types);
        return Framed(around[0], around[1], types[0]);
    }

    /// <summary>The frame of a text that is read before another one; null if nothing says how.</summary>
    private static TokenFrame? PairOf(JsonNode? processor, int[] second)
    {
        switch ((string?)processor?["type"])
        {
            case "BertProcessing" or "RobertaProcessing":
                // BERT tells the second text by its type, RoBERTa by two tokens between the texts.
                bool isBert = (string?)processor["type"] == "BertProcessing";
                int sep = IdOf(processor, "sep");
                int type = isBert ? 1 : 0;
                return Framed(
                    [(IdOf(processor, "cls"), 0)],
                    [
                        (sep, 0),
                        .. isBert ? [] : ((int, int)[])[(sep, 0)],
                        .. second.Select(id => (id, type)),
                        (sep, type),
                    ],
                    0
                );
            case "TemplateProcessing":
                List<(int Id, int Type)>[] around = Specials(
                    processor,
                    "pair",
                    ["A", "B"],
                    out int[] types
                );
                return Framed(
                    around[0],
                    [.. around[1], .. second.Select(id => (id, types[1])), .. around[2]],
                    types[0]
                );
            case "Sequence":
                return Required(processor, "processors")
                    .AsArray()
                    .Select(inner => PairOf(inner, second))
                    .FirstOrDefault(static frame => frame is not null);
            default:
                return null;
        }
    }

    /// <summary>The special tokens of a template before, between and after its texts.</summary>
    private static List<(int Id, int Type)>[] Specials(
        JsonNode processor,
        string template,
        string[] texts,
        out int[] types
    )
    {
        var found = new List<int>();
        List<(int Id, int Type)>[] around =
        [
            .. texts.Append("").Select(static _ => new List<(int, int)>()),
        ];
        foreach (JsonNode? item in Required(processor, template).AsArray())
        {
            if (item?["Sequence"] is { } sequence)
            {
                if (
                    found.Count == texts.Length
                    || (string?)Required(sequence, "id") != texts[found.Count]
                )
                {
                    throw new FormatException(
                        $"its template '{template}' has not the texts {string.Join(", ", texts)} in this order"
                    );
                }

                found.Add((int)Required(sequence, "type_id"));
                continue;
            }

            JsonNode special = Required(item, "SpecialToken");
            JsonNode named = Required(
                Required(processor, "special_tokens"),
                (string)Required(special, "id")!
            );
            around[found.Count]
                .AddRange(
                    Required(named, "ids")
                        .AsArray()
                        .Select(id =>
                            (
                                (int)(id ?? throw new FormatException("an id is null")),
                                (int)Required(special, "type_id")
                            )
                        )
                );
        }

        types = [.. found];
        return types.Length == texts.Length
            ? around
            : throw new FormatException($"its template '{template}' has no place for a text");
    }

    private static TokenFrame Framed(
        IReadOnlyCollection<(int Id, int Type)> before,
        IReadOnlyCollection<(int Id, int Type)> after,
        int typeOfText
    ) =>
        new(
            [.. before.Select(static token => token.Id)],
            [.. after.Select(static token => token.Id)]
        )
        {
            TypesBefore = [.. before.Select(static token => token.Type)],
            TypesAfter = [.. after.Select(static token => token.Type)],
            TypeOfText = typeOfText,
        };

    /// <summary>The id of a pair of a token and its id.</summary>
    private static int IdOf(JsonNode processor, string name) =>
        Required(processor, name) is JsonArray { Count: 2 } pair && pair[1] is { } id
            ? (int)id
            : throw new FormatException($"'{name}' is no token and its id");

    private static JsonNode Required(JsonNode? node, string name) =>
        node?[name] ?? throw new FormatException($"'{name}' is missing");

    /// <summary>Gives the library the file that it asks for, for as long as it reads it.</summary>
    private static Tokenizer Load(JsonObject json, TokenizerFiles files, string folder)
    {
        DirectoryInfo place = Directory.CreateTempSubdirectory("interplay-tokenizer-");
        try
        {
            string path = Path.Combine(place.FullName, "tokenizer.json");
            File.WriteAllText(path, json.ToJsonString());
            return new Tokenizer(path);
        }
        catch (TokenizerException e)
        {
            throw files.Unsupported(e.Message);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new InterplayException(
                ErrorKind.Missing,
                "tokenizer-unavailable",
                $"The tokenizer of '{folder}' is read by the native library of the package Tokenizers.DotNet, and none for this system was found beside the program. "
                    + "Interplay brings the one for Linux on x64; for another system add the package Tokenizers.DotNet.runtime with its name, such as Tokenizers.DotNet.runtime.win-x64.",
                e
            );
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private static IEnumerable<JsonObject> Added(JsonObject json) =>
        json["added_tokens"]?.AsArray().OfType<JsonObject>() ?? [];

    private static int? IdOf(JsonObject json, string? token) =>
        token is null
            ? null
            : (int?)Added(json).FirstOrDefault(added => (string?)added["content"] == token)?["id"];

    private static int? Least(int? one, int? other) =>
        one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;

    /// <summary>How the tokens are written: those of a byte-level vocabulary as the text that they spell, if they spell one.</summary>
    private static Dictionary<int, string> Texts(JsonObject json)
    {
        var texts = new Dictionary<int, string>();
        bool isByteLevel =
            json["decoder"] is JsonObject decoder && (string?)decoder["type"] == "ByteLevel";
        if (json["model"]?["vocab"] is JsonObject entries)
        {
            foreach ((string text, JsonNode? id) in entries)
            {
                texts[(int)id!] =
                    isByteLevel && ByteLetters.TryRead(text) is { } bytes
                        ? Encoding.UTF8.GetString(bytes)
                        : text;
            }
        }
        else if (json["model"]?["vocab"] is JsonArray pieces)
        {
            for (int id = 0; id < pieces.Count; id++)
            {
                texts[id] = (string)pieces[id]![0]!;
            }
        }

        foreach (JsonObject added in Added(json))
        {
            texts[(int)added["id"]!] = (string)added["content"]!;
        }

        return texts;
    }

    /// <summary>A text whose unpaired halves of characters are U+FFFD, since they have no bytes to be read.</summary>
    private static string WellFormed(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
