using System.Globalization;
using System.Text;
using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts.Nodes;

/// <summary>Cuts a text into runs of letters and digits and single other characters, marks with the character they stand on.</summary>
internal static class TokenSplitter
{
    /// <summary>The tokens of <paramref name="text"/>, in order; together they cover every character that is not white space.</summary>
    public static List<TextSpan> Split(ReadOnlySpan<char> text)
    {
        var tokens = new List<TextSpan>();
        bool open = false;
        for (int i = 0; i < text.Length; )
        {
            // A lone surrogate is a token by itself, so that no text is refused.
            Rune.DecodeFromUtf16(text[i..], out Rune rune, out int length);
            bool isSpace = Rune.IsWhiteSpace(rune);
            bool isWord = Rune.IsLetterOrDigit(rune);
            bool touches = tokens.Count > 0 && tokens[^1].End == i;
            if (!isSpace && touches && ((isWord && open) || IsMark(rune)))
            {
                tokens[^1] = tokens[^1] with { End = i + length };
            }
            else if (!isSpace)
            {
                tokens.Add(new TextSpan(i, i + length));
                open = isWord;
            }

            i += length;
        }

        return tokens;
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format;
}
