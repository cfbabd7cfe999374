using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interplay.Onnx.Tokens;

/// <summary>The files of a folder that say how a model reads texts, as Hugging Face writes them.</summary>
internal sealed class TokenizerFiles
{
    private const int LongestFile = 64 << 20;

    private static readonly string[] Names =
    [
        "tokenizer.json",
        "tokenizer_config.json",
        "special_tokens_map.json",
        "added_tokens.json",
        "vocab.txt",
        "vocab.json",
        "merges.txt",
    ];

    private readonly string _folder;
    private readonly Dictionary<string, byte[]> _files;

    private TokenizerFiles(string folder, Dictionary<string, byte[]> files)
    {
        _folder = folder;
        _files = files;
    }

    /// <summary>Reads those files of a folder that there are.</summary>
    /// <exception cref="InterplayException"><c>tokenizer-malformed</c>: a file is too long; <c>file-unreadable</c>.</exception>
    public static TokenizerFiles Read(string folder) =>
        new(
            folder,
            Names
                .Where(name => File.Exists(Path.Combine(folder, name)))
                .ToDictionary(
                    name => name,
                    name =>
                        WholeFile.ReadAll(
                            Path.Combine(folder, name),
                            LongestFile,
                            () => Malformed(folder, name, $"it has more than {LongestFile} bytes")
                        ),
                    StringComparer.Ordinal
                )
        );

    /// <summary>Whether the folder has a file that holds a vocabulary.</summary>
    public bool HasVocabulary =>
        Has("tokenizer.json") || Has("vocab.txt") || Has("vocab.json") && Has("merges.txt");

    /// <summary>Identity of the files, the same in every process.</summary>
    public string Fingerprint =>
        Interplay.Fingerprint.Of([
            "tokenizer-files/1",
            .. Names
                .Where(Has)
                .SelectMany(name => new[] { name, Interplay.Fingerprint.OfBytes(_files[name]) }),
        ]);

    /// <summary>Whether there is a file of that name.</summary>
    public bool Has(string name) => _files.ContainsKey(name);

    /// <summary>The bytes of a file that there is.</summary>
    public byte[] this[string name] => _files[name];

    /// <summary>A file as a JSON object; null if there is no such file.</summary>
    /// <exception cref="InterplayException"><c>tokenizer-malformed</c>.</exception>
    public JsonObject? Json(string name)
    {
        if (!_files.TryGetValue(name, out byte[]? bytes))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(bytes) as JsonObject
                ?? throw Malformed(name, "it is no JSON object");
        }
        catch (JsonException e)
        {
            throw Malformed(name, e.Message, e);
        }
    }

    /// <summary>Reads something of a JSON file; what is of another kind than expected is a named error.</summary>
    /// <exception cref="InterplayException"><c>tokenizer-malformed</c>.</exception>
    public T Checked<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e)
            when (e
                    is InvalidOperationException
                        or FormatException
                        or ArgumentException
                        or KeyNotFoundException
                        or OverflowException
                        or JsonException
            )
        {
            throw Malformed(name, e.Message, e);
        }
    }

    /// <summary>The error of a file that cannot be read.</summary>
    public InterplayException Malformed(string name, string what, Exception? inner = null) =>
        Malformed(_folder, name, what, inner);

    /// <summary>The error of a tokenizer that is known not to be read exactly.</summary>
    public InterplayException Unsupported(string what) =>
        new(
            ErrorKind.Data,
            "tokenizer-unsupported",
            $"The tokenizer of '{_folder}' cannot be read exactly: {what}. What can be: tokenizer.json (save the tokenizer again by the fast tokenizer of transformers), "
                + "vocab.txt of BERT and its kin, or vocab.json and merges.txt of RoBERTa, DeBERTa and GPT-2."
        );

    private static InterplayException Malformed(
        string folder,
        string name,
        string what,
        Exception? inner = null
    ) =>
        new(
            ErrorKind.Data,
            "tokenizer-malformed",
            $"The {name} of '{folder}' cannot be read: {what}",
            inner
        );
}
