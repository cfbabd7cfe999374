using System.Collections.Frozen;
using System.Globalization;

namespace Interplay.Lenses.Text;

/// <summary>
/// Cuts a text into sentences by rule: a full stop, question or exclamation mark (with the quotes and brackets that close after it)
/// ends a sentence when white space follows and the next letter is not lower case; a Chinese or Japanese full stop always does,
/// and so does a blank line. Titles, initials and abbreviations that stand before a name or an example do not.
/// </summary>
internal static class SentenceSplitter
{
    /// <summary>Abbreviations that are followed by what belongs to them; "etc." or "Inc." may end a sentence and are not here.</summary>
    private static readonly FrozenSet<string> Leading = FrozenSet.ToFrozenSet(
        [
            "mr",
            "mrs",
            "ms",
            "mx",
            "dr",
            "prof",
            "st",
            "mt",
            "rev",
            "hon",
            "gen",
            "col",
            "capt",
            "lt",
            "sgt",
            "gov",
            "sen",
            "rep",
            "e.g",
            "i.e",
            "eg",
            "ie",
            "cf",
            "vs",
            "viz",
            "al",
            "fig",
            "figs",
            "eq",
            "eqs",
            "sec",
            "ch",
            "vol",
            "pp",
            "approx",
            "ca",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The sentences of <paramref name="text"/>, in order, without the white space around them.</summary>
    public static List<TextSpan> Split(ReadOnlySpan<char> text)
    {
        var sentences = new List<TextSpan>();
        int start = 0;
        for (int i = 0; i < text.Length; )
        {
            int end = char.IsWhiteSpace(text[i]) ? BlankLine(text, i) : Terminator(text, start, i);
            i = Math.Max(end, i + 1);
            if (end >= 0)
            {
                Add(sentences, text, start, end);
                start = end;
            }
        }

        Add(sentences, text, start, text.Length);
        return sentences;
    }

    private static void Add(List<TextSpan> sentences, ReadOnlySpan<char> text, int start, int end)
    {
        TextSpan sentence = new TextSpan(start, end).Trimmed(text);
        if (sentence.End > sentence.Start)
        {
            sentences.Add(sentence);
        }
    }

    /// <summary>The end of the white space at <paramref name="position"/> if it holds a blank line, else -1.</summary>
    private static int BlankLine(ReadOnlySpan<char> text, int position)
    {
        int end = position;
        while (end < text.Length && char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return Spacing.LineBreaks(text[position..end]) >= 2 ? end : -1;
    }

    /// <summary>Where the sentence ends if its closing mark begins at <paramref name="position"/>, else -1.</summary>
    private static int Terminator(ReadOnlySpan<char> text, int start, int position)
    {
        int end = position;
        while (
            end < text.Length
            && text[end] is '.' or '!' or '?' or '\u2026' or '\u3002' or '\uFF01' or '\uFF1F'
        )
        {
            end++;
        }

        if (end == position)
        {
            return -1;
        }

        bool always = text[position..end].IndexOfAny('\u3002', '\uFF01', '\uFF1F') >= 0;
        bool isStop = end == position + 1 && text[position] == '.';
        while (end < text.Length && IsClosing(text[end]))
        {
            end++;
        }

        if (always || end == text.Length)
        {
            return end;
        }

        bool ends = char.IsWhiteSpace(text[end]) && !StartsLowerCase(text[end..]);
        return ends && !(isStop && IsAbbreviation(text[start..position])) ? end : -1;
    }

    /// <summary>What belongs to the mark before it: closing quotes and brackets, and combining or invisible characters.</summary>
    private static bool IsClosing(char c) =>
        c is '"' or '\'' or ')' or ']' or '}'
        || char.GetUnicodeCategory(c)
            is UnicodeCategory.FinalQuotePunctuation
                or UnicodeCategory.ClosePunctuation
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format;

    private static bool StartsLowerCase(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                return char.IsLower(c);
            }
        }

        return false;
    }

    /// <summary>Whether the word right before a full stop is one that a name or an example follows, or the initial of a name.</summary>
    private static bool IsAbbreviation(ReadOnlySpan<char> before)
    {
        int start = before.Length;
        while (start > 0 && (char.IsLetter(before[start - 1]) || before[start - 1] == '.'))
        {
            start--;
        }

        ReadOnlySpan<char> word = before[start..];
        return Leading.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word)
            || (word.Length == 1 && char.IsUpper(word[0]) && word[0] != 'I');
    }
}
