using System.Buffers;

namespace Interplay.Onnx.Tokens;

/// <summary>
/// BERT's uncased tokens on systems for which the tokenizers library brings nothing: of texts in plain ASCII, whose tokens are known without it. Others are
/// refused, since accents and ideographs are where tokenizers differ.
/// </summary>
internal sealed class PlainTokenizer : TextTokenizer
{
    /// <summary>Longer words are [UNK] to BERT.</summary>
    private const int LongestWord = 100;

    private static readonly SearchValues<char> Plain = SearchValues.Create([
        .. Enumerable.Range(' ', '~' - ' ' + 1).Select(static c => (char)c),
        '\t',
        '\n',
        '\r',
    ]);

    private static readonly string[] Special = ["[CLS]", "[SEP]", "[PAD]", "[UNK]"];

    private readonly WordPieceReader _reader;
    private readonly string[] _tokens;
    private readonly InterplayException _unavailable;

    private PlainTokenizer(
        WordPieceReader reader,
        string[] tokens,
        InterplayException unavailable
    ) => (_reader, _tokens, _unavailable) = (reader, tokens, unavailable);

    /// <summary>Reads the vocabulary of a folder.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="unavailable">What is said of texts that only the library reads.</param>
    /// <returns>The tokenizer; null where the folder is none of uncased BERT.</returns>
    public static PlainTokenizer? Find(
        TokenizerFiles files,
        TokenizerSettings settings,
        InterplayException unavailable
    )
    {
        if (
            files.Has("tokenizer.json")
            || !files.Has("vocab.txt")
            || settings.Class != "BertTokenizer"
            || settings.LowerCase == false
            || settings.Added.Count > 0
        )
        {
            return null;
        }

        byte[] vocabulary = files["vocab.txt"];
        var reader = WordPieceReader.Create(vocabulary);
        string[] tokens = WordPieceReader.Lines(vocabulary);
        int[] frame = reader.Read("");
        return new PlainTokenizer(reader, tokens, unavailable)
        {
            Frame = new TokenFrame([frame[0]], [frame[1]]),
            MaskToken = "[MASK]",
            MaxTokens = settings.MaxTokens,
            Padding = Array.IndexOf(tokens, "[PAD]"),
            PadsBefore = settings.PadsBefore,
            Fingerprint = files.Fingerprint,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="InterplayException"><c>tokenizer-unavailable</c>: a text that only the library reads.</exception>
    public override int[] ReadPiece(string text) =>
        IsKnown(text) ? _reader.Read(text)[1..^1] : throw _unavailable;

    /// <inheritdoc/>
    public override string TextOf(int token) => _tokens[token];

    /// <summary>Whether the tokens of a text are known without the library.</summary>
    internal static bool IsKnown(string text)
    {
        if (
            text.AsSpan().ContainsAnyExcept(Plain)
            || Special.Any(token => text.Contains(token, StringComparison.Ordinal))
        )
        {
            return false;
        }

        int length = 0;
        foreach (char c in text)
        {
            length = char.IsAsciiLetterOrDigit(c) ? length + 1 : 0;
            if (length > LongestWord)
            {
                return false;
            }
        }

        return true;
    }
}
