using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace Interplay.Onnx.Tokens;

/// <summary>Turns text into the ids of a byte-level vocabulary and back (BPE; Sennrich et al., 2016, over bytes as in GPT-2). Safe for use by many threads.</summary>
internal sealed class BytePairReader
{
    private readonly BpeTokenizer _tokenizer;
    private readonly Dictionary<string, int> _special;
    private readonly SearchValues<string> _specialTexts;
    private readonly byte[][] _bytes;

    private BytePairReader(BpeTokenizer tokenizer, Dictionary<string, int> special, byte[][] bytes)
    {
        _tokenizer = tokenizer;
        _special = special;
        _specialTexts = SearchValues.Create([.. special.Keys], StringComparison.Ordinal);
        _bytes = bytes;
        LongestToken = bytes.Max(token => token.Length);
    }

    /// <summary>The number of tokens.</summary>
    public int Count => _bytes.Length;

    /// <summary>Bytes of the longest token.</summary>
    public int LongestToken { get; }

    /// <summary>Reads vocab.json, an object of tokens and ids, and merges.txt, a pair a line, the first to merge first.</summary>
    /// <exception cref="InterplayException"><c>vocabulary-unreadable</c>.</exception>
    public static BytePairReader Create(
        byte[] vocabulary,
        byte[] merges,
        IReadOnlyList<string> special
    )
    {
        Dictionary<string, int> ids;
        BpeTokenizer tokenizer;
        try
        {
            ids = ReadIds(vocabulary);
            tokenizer = BpeTokenizer.Create(
                new BpeOptions(ids)
                {
                    Merges = new UTF8Encoding(false, throwOnInvalidBytes: true)
                        .GetString(merges)
                        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                        .Select(line => line.TrimEnd('\r'))
                        .Where(line => !line.StartsWith("#version", StringComparison.Ordinal)),
                    ByteLevel = true,
                    PreTokenizer = new BytePieces(),
                }
            );
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or InvalidOperationException
                        or FormatException
                        or ArgumentException
            )
        {
            throw Unreadable(e.Message, e);
        }

        var bytes = new byte[ids.Count][];
        var specialIds = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((string token, int id) in ids)
        {
            if ((uint)id >= (uint)bytes.Length || bytes[id] is not null)
            {
                throw Unreadable(
                    $"'{token}' has the id {id}; the ids of {ids.Count} tokens are 0 to {ids.Count - 1}, each once",
                    null
                );
            }

            bool isSpecial = special.Contains(token, StringComparer.Ordinal);
            bytes[id] = isSpecial ? Encoding.UTF8.GetBytes(token) : ByteLetters.Read(token);
            if (isSpecial)
            {
                specialIds.Add(token, id);
            }
        }

        string[] missing = [.. special.Where(token => !specialIds.ContainsKey(token))];
        return missing.Length == 0
            ? new BytePairReader(tokenizer, specialIds, bytes)
            : throw Unreadable($"the special token '{missing[0]}' has no id", null);
    }

    /// <summary>The ids of texts that follow one another as one text.</summary>
    /// <param name="texts">Each with whether special tokens in it stand for themselves; otherwise they are letters like any others.</param>
    public int[] Read(IEnumerable<(string Text, bool HasSpecial)> texts)
    {
        var ids = new List<int>();
        var plain = new StringBuilder();
        foreach ((string text, bool hasSpecial) in texts)
        {
            ReadOnlySpan<char> rest = text;
            while (hasSpecial && rest.IndexOfAny(_specialTexts) is var at and >= 0)
            {
                string token = SpecialAt(rest[at..]);
                plain.Append(rest[..at]);
                AddPlain(plain, ids);
                ids.Add(_special[token]);
                rest = rest[(at + token.Length)..];
            }

            plain.Append(rest);
        }

        AddPlain(plain, ids);
        return [.. ids];
    }

    /// <summary>The id of a special token.</summary>
    public int SpecialId(string token) => _special[token];

    /// <summary>Whether a token is special.</summary>
    public bool IsSpecial(int token) => _special.ContainsValue(token);

    /// <summary>The bytes of a token, which need not be whole characters.</summary>
    public ReadOnlyMemory<byte> Bytes(int token) => _bytes[token];

    private void AddPlain(StringBuilder plain, List<int> ids)
    {
        ids.AddRange(_tokenizer.EncodeToIds(plain.ToString(), considerNormalization: false));
        plain.Clear();
    }

    private string SpecialAt(ReadOnlySpan<char> text)
    {
        string longest = "";
        foreach (string token in _special.Keys)
        {
            if (token.Length > longest.Length && text.StartsWith(token, StringComparison.Ordinal))
            {
                longest = token;
            }
        }

        return longest;
    }

    private static Dictionary<string, int> ReadIds(byte[] vocabulary)
    {
        using var json = JsonDocument.Parse(vocabulary);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (JsonProperty token in json.RootElement.EnumerateObject())
        {
            ids.Add(token.Name, token.Value.GetInt32());
        }

        return ids.Count > 0 ? ids : throw Unreadable("it has no token", null);
    }

    private static InterplayException Unreadable(string what, Exception? inner) =>
        new(
            ErrorKind.Data,
            "vocabulary-unreadable",
            $"A byte-level vocabulary is vocab.json, an object of tokens and their ids, and merges.txt, two tokens a line: {what}.",
            inner
        );
}
