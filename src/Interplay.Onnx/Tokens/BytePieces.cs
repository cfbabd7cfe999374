using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Interplay.Onnx.Tokens;

/// <summary>
/// Cuts a text into the pieces that no merge crosses, as GPT-2 does: <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
/// By hand because a .NET regular expression sees the halves of characters beyond U+FFFF, which are neither letters nor digits.
/// </summary>
internal sealed class BytePieces : PreTokenizer
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Space,
        Letter,
        Number,
        Other,
    }

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Cut(text);
    }

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) =>
        Cut(text);

    private static List<(int Offset, int Length)> Cut(ReadOnlySpan<char> text)
    {
        var pieces = new List<(int, int)>();
        for (int start = 0; start < text.Length; )
        {
            int length = PieceLength(text[start..]);
            pieces.Add((start, length));
            start += length;
        }

        return pieces;
    }

    private static int PieceLength(ReadOnlySpan<char> text)
    {
        foreach (string contraction in Contractions)
        {
            if (text.StartsWith(contraction, StringComparison.Ordinal))
            {
                return contraction.Length;
            }
        }

        int lead = text[0] == ' ' ? 1 : 0;
        if (lead < text.Length && KindAt(text[lead..], out _) is var kind and not Kind.Space)
        {
            return lead + RunLength(text[lead..], kind);
        }

        // White space before a word leaves its last character to the word's piece, or to one of its own.
        int spaces = RunLength(text, Kind.Space);
        return spaces == text.Length || spaces == 1 ? spaces : spaces - 1;
    }

    private static int RunLength(ReadOnlySpan<char> text, Kind kind)
    {
        int length = 0;
        while (length < text.Length && KindAt(text[length..], out int width) == kind)
        {
            length += width;
        }

        return length;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, out int width)
    {
        // An unpaired half is decoded as U+FFFD, one unit wide: neither letter, digit nor space.
        Rune.DecodeFromUtf16(text, out Rune rune, out width);
        return Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.LetterNumber
            or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Rune.IsWhiteSpace(rune) ? Kind.Space : Kind.Other,
        };
    }
}
