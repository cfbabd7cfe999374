using System.Text;
using Interplay.Onnx.Causal;
using Interplay.Onnx.Tokens;

namespace Interplay.Onnx.Mechanistic.Studies;

/// <summary>
/// Texts as tokens for a model in a folder, by the files beside it: <c>tokenizer.json</c>, <c>vocab.txt</c>, or <c>vocab.json</c> and <c>merges.txt</c>
/// with <c>tokenizer_config.json</c>, as for a <see cref="Text.TextClassifier"/>; and the byte-level BPE of the shipped language model, whose
/// <c>model.json</c> says the special tokens and what a text begins with. Safe for use by many threads.
/// </summary>
public sealed class ModelTokenizer
{
    private const int LongestFile = 64 << 20;
    private readonly Func<string, int[]> _encode;
    private readonly Func<string, int[]> _encodePiece;
    private readonly Func<int, string> _text;

    private ModelTokenizer(
        Func<string, int[]> encode,
        Func<string, int[]> encodePiece,
        Func<int, string> text
    )
    {
        _encode = encode;
        _encodePiece = encodePiece;
        _text = text;
    }

    /// <summary>Reads the files of a folder.</summary>
    /// <param name="folder">The folder with the model.</param>
    /// <returns>The tokens; null if the folder has no such files: prompts must then be given as token numbers.</returns>
    /// <exception cref="InterplayException"><c>vocabulary-unreadable</c>, <c>model-card-malformed</c>, <c>tokenizer-malformed</c>, <c>tokenizer-unsupported</c> or <c>tokenizer-unavailable</c>.</exception>
    public static ModelTokenizer? Find(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (
            Read(folder, "model.json") is not { } json
            || Read(folder, "vocab.json") is not { } vocabulary
            || Read(folder, "merges.txt") is not { } merges
        )
        {
            return FolderTokenizer.Find(folder) is { } reader
                ? new ModelTokenizer(reader.Read, reader.ReadPiece, reader.TextOf)
                : null;
        }

        CausalCard card = CausalCard.Read(json);
        var pairs = BytePairReader.Create(vocabulary, merges, card.Special);
        string begin = card.Chat.Begin;
        return new ModelTokenizer(
            text =>
                pairs.Read([
                    (text.StartsWith(begin, StringComparison.Ordinal) ? text : begin + text, true),
                ]),
            text => pairs.Read([(text, true)]),
            token => Encoding.UTF8.GetString(pairs.Bytes(token).Span)
        );
    }

    /// <summary>The tokens of a prompt, framed or begun as the model expects it.</summary>
    public IReadOnlyList<int> Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _encode(text);
    }

    /// <summary>The tokens of a piece of text, nothing added: one token for an answer that is one.</summary>
    public IReadOnlyList<int> EncodePiece(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _encodePiece(text);
    }

    /// <summary>How a token is written, such as <c>##ing</c>; a piece of a character becomes U+FFFD.</summary>
    /// <param name="token">A number that <see cref="Encode"/> gave.</param>
    public string TextOf(int token) => _text(token);

    private static byte[]? Read(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return !File.Exists(path)
            ? null
            : WholeFile.ReadAll(
                path,
                LongestFile,
                () =>
                    new InterplayException(
                        ErrorKind.Data,
                        "vocabulary-unreadable",
                        $"'{path}' has more than {LongestFile} bytes; at most so many are read."
                    )
            );
    }
}
