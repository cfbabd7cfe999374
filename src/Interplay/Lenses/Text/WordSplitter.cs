using System.Globalization;
using System.Text;

namespace Interplay.Lenses.Text;

/// <summary>
/// Cuts a text into words. A word is a run without white space, punctuation included; it also ends after a dash or an ellipsis
/// between letters and around each ideograph. Punctuation that stands alone joins the word before it on its line, or the one after it
/// when it opens something or begins the line.
/// </summary>
internal static class WordSplitter
{
    private enum Role
    {
        Core,
        Ideograph,
        Attached,
        Opening,
        Closing,
    }

    /// <summary>The words of <paramref name="text"/>, in order; together they cover every character that is not white space.</summary>
    public static List<TextSpan> Split(ReadOnlySpan<char> text)
    {
        var words = new List<TextSpan>();
        int forward = -1;
        for (int i = 0; i < text.Length; )
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            TextSpan next = Next(text, i, out bool hasCore);
            i = next.End;
            if (hasCore)
            {
                words.Add(new TextSpan(forward >= 0 ? forward : next.Start, next.End));
                forward = -1;
            }
            else
            {
                Attach(text, words, next, ref forward);
            }
        }

        return words;
    }

    /// <summary>Gives punctuation that stands alone to a neighbour on its line, or makes it a word when it has none.</summary>
    private static void Attach(
        ReadOnlySpan<char> text,
        List<TextSpan> words,
        TextSpan mark,
        ref int forward
    )
    {
        int start = forward >= 0 ? forward : mark.Start;
        bool joinsLeft =
            forward < 0
            && words.Count > 0
            && Spacing.LineBreaks(text[words[^1].End..mark.Start]) == 0;
        bool opens = RoleAt(text, mark.Start, out _) == Role.Opening;
        if ((opens || !joinsLeft) && HasWordAfter(text, mark.End))
        {
            forward = start;
            return;
        }

        forward = -1;
        if (joinsLeft)
        {
            words[^1] = words[^1] with { End = mark.End };
        }
        else
        {
            words.Add(new TextSpan(start, mark.End));
        }
    }

    /// <summary>Whether anything but white space follows on the same line.</summary>
    private static bool HasWordAfter(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            if (Spacing.IsLineBreak(text[position++]))
            {
                return false;
            }
        }

        return position < text.Length;
    }

    /// <summary>The word, or the punctuation without a word, that begins at <paramref name="start"/>.</summary>
    private static TextSpan Next(ReadOnlySpan<char> text, int start, out bool hasCore)
    {
        hasCore = false;
        bool closed = false;
        bool ideograph = false;
        int i = start;
        while (i < text.Length && !char.IsWhiteSpace(text[i]))
        {
            Role role = RoleAt(text, i, out int length);
            bool starts = role is Role.Core or Role.Ideograph or Role.Opening;
            if (starts && (closed || (hasCore && role == Role.Ideograph)))
            {
                break;
            }

            hasCore |= role is Role.Core or Role.Ideograph;
            ideograph = role == Role.Ideograph || (ideograph && role == Role.Attached);
            closed |= ideograph;
            i += length;
            closed |= hasCore && role == Role.Closing && IsBreakBetweenLetters(text, start, i);
        }

        return new TextSpan(start, i);
    }

    /// <summary>Whether a dash or an ellipsis ends at <paramref name="end"/>, with a letter before it and one right after it.</summary>
    private static bool IsBreakBetweenLetters(ReadOnlySpan<char> text, int start, int end)
    {
        if (end >= text.Length || RoleAt(text, end, out _) is not (Role.Core or Role.Ideograph))
        {
            return false;
        }

        int dash = end;
        while (dash > start && text[dash - 1] is '-' or '.' or '\u2013' or '\u2014' or '\u2026')
        {
            dash--;
        }

        ReadOnlySpan<char> run = text[dash..end];
        bool breaks =
            run.IndexOfAny('\u2014', '\u2026') >= 0
            || (run.Length >= 2 && !run.ContainsAnyExcept('-'))
            || (run.Length >= 3 && !run.ContainsAnyExcept('.'));
        return breaks && dash > start && !char.IsDigit(text[dash - 1]) && !char.IsDigit(text[end]);
    }

    private static Role RoleAt(ReadOnlySpan<char> text, int position, out int length)
    {
        // A lone surrogate is a word character, so that no text is refused and none is lost.
        Rune.DecodeFromUtf16(text[position..], out Rune rune, out length);
        return IsIdeograph(rune.Value)
            ? Role.Ideograph
            : Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format
                or UnicodeCategory.Control => Role.Attached,
                UnicodeCategory.OpenPunctuation or UnicodeCategory.InitialQuotePunctuation =>
                    Role.Opening,
                UnicodeCategory.ClosePunctuation
                or UnicodeCategory.FinalQuotePunctuation
                or UnicodeCategory.DashPunctuation
                or UnicodeCategory.ConnectorPunctuation
                or UnicodeCategory.OtherPunctuation => Role.Closing,
                _ => Role.Core,
            };
    }

    /// <summary>The blocks of CJK ideographs that BERT's tokenizer also cuts (Devlin et al., 2019), with the later extensions.</summary>
    private static bool IsIdeograph(int codePoint) =>
        codePoint
            is >= 0x4E00
                and <= 0x9FFF
                or >= 0x3400
                and <= 0x4DBF
                or >= 0xF900
                and <= 0xFAFF
                or >= 0x20000
                and <= 0x323AF;
}
