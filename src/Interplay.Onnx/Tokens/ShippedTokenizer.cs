namespace Interplay.Onnx.Tokens;

/// <summary>The tokenizer that the shipped classifier was trained with.</summary>
internal sealed class ShippedTokenizer : TextTokenizer
{
    /// <summary>What its tokenizer_config.json calls it.</summary>
    public const string ClassName = "AsciiWordPieceTokenizer";

    private readonly WordPieceReader _reader;
    private readonly string[] _tokens;

    private ShippedTokenizer(WordPieceReader reader, string[] tokens)
    {
        _reader = reader;
        _tokens = tokens;
        MaskToken = "[MASK]";
    }

    /// <summary>Reads a vocabulary of one token a line.</summary>
    /// <exception cref="InterplayException"><c>vocabulary-unreadable</c>.</exception>
    public static ShippedTokenizer Create(byte[] vocabulary)
    {
        var reader = WordPieceReader.Create(vocabulary);
        int[] frame = reader.Read("");
        return new ShippedTokenizer(reader, WordPieceReader.Lines(vocabulary))
        {
            Frame = new TokenFrame([frame[0]], [frame[1]]),
            Padding = 0,
            Fingerprint = Interplay.Fingerprint.OfBytes(vocabulary),
        };
    }

    /// <inheritdoc/>
    public override int[] ReadPiece(string text) => _reader.Read(text)[1..^1];

    /// <inheritdoc/>
    public override string TextOf(int token) => _tokens[token];
}
