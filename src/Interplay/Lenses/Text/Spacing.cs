namespace Interplay.Lenses.Text;

/// <summary>White space as layout: how strongly a stretch separates, and where its lines break.</summary>
internal static class Spacing
{
    /// <summary>Whether a character breaks the line: the mandatory breaks of Unicode (UAX 14).</summary>
    public static bool IsLineBreak(char c) =>
        c is '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029';

    /// <summary>The number of line breaks in a text; CR LF counts once.</summary>
    public static int LineBreaks(ReadOnlySpan<char> text)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (IsLineBreak(text[i]) && !(text[i] == '\n' && i > 0 && text[i - 1] == '\r'))
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>
    /// What is left of the white space on the two sides of a removed part: the side that separates more strongly
    /// (blank line, line break, space, nothing); of equals the right one, since it holds the indentation of what follows.
    /// </summary>
    public static string Stronger(string left, string right) =>
        Strength(right) >= Strength(left) ? right : left;

    /// <summary>What follows the last line break: the indentation of the next line. Empty when no line breaks.</summary>
    public static ReadOnlySpan<char> Indentation(ReadOnlySpan<char> space)
    {
        for (int i = space.Length; i > 0; i--)
        {
            if (IsLineBreak(space[i - 1]))
            {
                return space[i..];
            }
        }

        return [];
    }

    private static int Strength(string space) =>
        space.Length == 0 ? 0 : 1 + Math.Min(2, LineBreaks(space));
}
