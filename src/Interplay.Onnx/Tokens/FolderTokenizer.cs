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
    /// <returns>The tokenizer; null if the folder has no vocabulary.</returns>
    /// <exception cref="InterplayException">
    /// <c>tokenizer-malformed</c>, <c>tokenizer-unsupported</c>, <c>tokenizer-unavailable</c> or <c>vocabulary-unreadable</c>.
    /// </exception>
    public static TextTokenizer? Find(string folder)
    {
        var files = TokenizerFiles.Read(folder);
        if (!files.HasVocabulary)
        {
            return null;
        }

        var settings = TokenizerSettings.Read(files);
        if (settings.Class == ShippedTokenizer.ClassName && files.Has("vocab.txt"))
        {
            return ShippedTokenizer.Create(files["vocab.txt"]);
        }

        JsonObject json =
            files.Json("tokenizer.json")
            ?? (
                files.Has("vocab.txt")
                    ? VocabularyTokenizer.OfWordPieces(files, settings)
                    : VocabularyTokenizer.OfBytePairs(files, settings)
            );
        return files.Checked("tokenizer.json", () => Open(folder, files, settings, json));
    }

    /// <inheritdoc/>
    public override int[] ReadPiece(string text)
    {
        try
        {
            return Array.ConvertAll(_tokenizer.Encode(WellFormed(text)), static id => (int)id);
        }
        catch (TokenizerException e)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "tokenizer-failed",
                $"The tokenizer of '{_folder}' cannot read '{text.AsSpan(0, Math.Min(60, text.Length))}': {e.Message}",
                e
            );
        }
    }

    /// <inheritdoc/>
    public override string TextOf(int token) =>
        _texts.Value.GetValueOrDefault(token) ?? token.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    protected override void Close() => _tokenizer.Dispose();

    private static FolderTokenizer Open(
        string folder,
        TokenizerFiles files,
        TokenizerSettings settings,
        JsonObject json
    )
    {
        FollowSettings(json, settings);
        if (TokenizerGuard.Fault(json) is { } fault)
        {
            throw files.Unsupported(fault);
        }

        TokenFrame frame = FrameOf(json["post_processor"], files);
        var truncation = json["truncation"] as JsonObject;
        var padding = json["padding"] as JsonObject;
        json["truncation"] = null;
        json["padding"] = null;
        json["post_processor"] = null;
        return new FolderTokenizer(Load(json, files, folder), folder, json, settings)
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
            Fingerprint = files.Fingerprint,
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
        List<(int Id, int Type)> before = [];
        List<(int Id, int Type)> after = [];
        int? type = null;
        foreach (JsonNode? item in Required(processor, "single").AsArray())
        {
            if (item?["Sequence"] is { } sequence)
            {
                type = (int)Required(sequence, "type_id");
                continue;
            }

            JsonNode special = Required(item, "SpecialToken");
            JsonNode named = Required(
                Required(processor, "special_tokens"),
                (string)Required(special, "id")!
            );
            (type is null ? before : after).AddRange(
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

        return new TokenFrame(
            [.. before.Select(static token => token.Id)],
            [.. after.Select(static token => token.Id)]
        )
        {
            TypesBefore = [.. before.Select(static token => token.Type)],
            TypesAfter = [.. after.Select(static token => token.Type)],
            TypeOfText = type ?? throw new FormatException("its template has no place for a text"),
        };
    }

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
