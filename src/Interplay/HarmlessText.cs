using System.Buffers;
using System.Globalization;

namespace Interplay;

/// <summary>
/// Text of outside where people look at it: names, values and answers may hold escape sequences that repaint a screen or make links, and marks that turn
/// the direction of what follows. Each such character becomes one that can be seen and does nothing.
/// </summary>
public static class HarmlessText
{
    private static readonly SearchValues<char> Harmful = SearchValues.Create(
        Enumerable
            .Range(0, char.MaxValue + 1)
            .Select(static code => (char)code)
            .Where(static c => c is not ('\n' or '\t') && IsHarmful(c))
            .ToArray()
    );

    /// <summary>The text with nothing in it that steers a screen; tabs and line feeds stay.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAny(Harmful)
            ? string.Create(text.Length, text, static (target, source) => Write(source, target))
            : text;
    }

    /// <summary>Writes the text into a span of its length.</summary>
    private static void Write(string source, Span<char> target)
    {
        source.CopyTo(target);
        for (int i = 0; i < target.Length; i++)
        {
            // The end of a line where lines end so.
            bool isLineEnd = target[i] == '\r' && i + 1 < target.Length && target[i + 1] == '\n';
            if (!isLineEnd && Harmful.Contains(target[i]))
            {
                target[i] = Shown(target[i]);
            }
        }
    }

    /// <summary>Control pictures for the controls that have one, U+FFFD for all else.</summary>
    private static char Shown(char c) =>
        c < ' ' ? (char)('\u2400' + c)
        : c == '\x7F' ? '\u2421'
        : '\uFFFD';

    private static bool IsHarmful(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c)
            is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
        || c
            is '\u061C'
                or '\u200E'
                or '\u200F'
                or (>= '\u202A' and <= '\u202E')
                or (>= '\u2066' and <= '\u206F')
                or (>= '\uFFF9' and <= '\uFFFB');
}
