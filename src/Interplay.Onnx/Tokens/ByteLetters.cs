namespace Interplay.Onnx.Tokens;

/// <summary>The letters that stand for bytes in a byte-level vocabulary (GPT-2; Radford et al., 2019): printable bytes for themselves, the others for letters from U+0100 on.</summary>
internal static class ByteLetters
{
    private static readonly Dictionary<char, byte> Bytes = Create();

    /// <summary>The bytes that a token spells.</summary>
    /// <exception cref="InterplayException"><c>vocabulary-unreadable</c>.</exception>
    public static byte[] Read(string token) =>
        TryRead(token)
        ?? throw new InterplayException(
            ErrorKind.Data,
            "vocabulary-unreadable",
            $"The token '{token}' of vocab.json has the letter U+{(int)token.First(static c => !Bytes.ContainsKey(c)):X4}, which stands for no byte; a token that is not spelled in bytes is listed in model.json as special."
        );

    /// <summary>The bytes that a token spells; null if a letter of it stands for no byte.</summary>
    public static byte[]? TryRead(string token)
    {
        var bytes = new byte[token.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (!Bytes.TryGetValue(token[i], out bytes[i]))
            {
                return null;
            }
        }

        return bytes;
    }

    private static Dictionary<char, byte> Create()
    {
        var bytes = new Dictionary<char, byte>(256);
        int others = 0;
        for (int b = 0; b < 256; b++)
        {
            bool isPrintable = b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE;
            bytes.Add(isPrintable ? (char)b : (char)(0x100 + others++), (byte)b);
        }

        return bytes;
    }
}
