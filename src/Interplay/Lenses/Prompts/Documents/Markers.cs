namespace Interplay.Lenses.Prompts.Documents;

/// <summary>Reads the markers that documents in prompts begin with.</summary>
internal static class Markers
{
    private static readonly string[] Nouns =
    [
        "document",
        "doc",
        "source",
        "passage",
        "context",
        "chunk",
        "snippet",
        "excerpt",
        "result",
        "reference",
        "article",
    ];

    /// <summary><c>[1] text</c></summary>
    public static DocumentMarker? Bracketed(ReadOnlySpan<char> line)
    {
        int at = Indent(line);
        int close = line.IndexOf(']');
        if (at >= line.Length || line[at] != '[' || close < 0)
        {
            return null;
        }

        ReadOnlySpan<char> id = line[(at + 1)..close];
        return IsNumber(id) ? new DocumentMarker(AfterColon(line, close + 1), id.ToString()) : null;
    }

    /// <summary><c>Document 1: text</c>, <c>Source [2] (Title): text</c>, <c>### Passage 3</c></summary>
    public static DocumentMarker? Named(ReadOnlySpan<char> line)
    {
        int at = Decoration(line, Indent(line));
        int noun = NounLength(line[at..]);
        if (noun == 0)
        {
            return null;
        }

        int number = at + noun;
        while (number < line.Length && line[number] is ' ' or '#' or '[' or '(')
        {
            number++;
        }

        int end = number;
        while (end < line.Length && char.IsAsciiLetterOrDigit(line[end]) && end - number < 9)
        {
            end++;
        }

        ReadOnlySpan<char> id = line[number..end];
        bool isId = IsNumber(id) || (id.Length == 1 && char.IsAsciiLetterUpper(id[0]));
        return isId && number > at + noun ? Ended(line, end, id.ToString()) : null;
    }

    /// <summary><c>1. text</c>, <c>2) text</c></summary>
    public static DocumentMarker? Listed(ReadOnlySpan<char> line)
    {
        int at = Indent(line);
        int end = at;
        while (end < line.Length && char.IsAsciiDigit(line[end]))
        {
            end++;
        }

        return
            IsNumber(line[at..end])
            && end + 1 < line.Length
            && line[end] is '.' or ')'
            && line[end + 1] == ' '
            ? new DocumentMarker(AfterColon(line, end + 1), line[at..end].ToString())
            : null;
    }

    /// <summary>The level of a markdown heading; 0 for other lines.</summary>
    public static int HeadingLevel(ReadOnlySpan<char> line)
    {
        int level = line.IndexOfAnyExcept('#');
        return level is >= 1 and <= 6 && line[level] == ' ' ? level : 0;
    }

    /// <summary>Whether a line is a rule: three or more of one of <c>- * = _</c> and nothing else.</summary>
    public static bool IsRule(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> rule = line.Trim();
        return rule.Length >= 3
            && rule[0] is '-' or '*' or '=' or '_'
            && !rule.ContainsAnyExcept(rule[0]);
    }

    /// <summary>After the number: closing brackets, a title in parentheses, and the colon that ends the frame; or the end of the line.</summary>
    private static DocumentMarker? Ended(ReadOnlySpan<char> line, int end, string id)
    {
        ReadOnlySpan<char> rest = line[end..];
        int colon = rest.IndexOf(':');
        ReadOnlySpan<char> between = (colon < 0 ? rest : rest[..colon]).Trim("])*. ");
        bool isTitle = between.Length > 1 && between[0] == '(' || between.StartsWith("- ");
        if (between.Length > 0 && !isTitle)
        {
            return null;
        }

        string? title = isTitle ? between.Trim("()- ").ToString() : null;
        return new DocumentMarker(
            colon < 0 ? line.Length : AfterColon(line, end + colon + 1),
            id,
            title
        );
    }

    private static int AfterColon(ReadOnlySpan<char> line, int at)
    {
        while (at < line.Length && line[at] is ':' or '*' or ' ' or '\t')
        {
            at++;
        }

        return at;
    }

    private static int Indent(ReadOnlySpan<char> line)
    {
        int at = line.IndexOfAnyExcept(' ', '\t');
        return at < 0 ? line.Length : at;
    }

    private static int Decoration(ReadOnlySpan<char> line, int at)
    {
        while (at < line.Length && line[at] is '#' or '*' or '[' or '(' or ' ')
        {
            at++;
        }

        return at;
    }

    private static int NounLength(ReadOnlySpan<char> line)
    {
        foreach (string noun in Nouns)
        {
            if (
                line.StartsWith(noun, StringComparison.OrdinalIgnoreCase)
                && line.Length > noun.Length
                && line[noun.Length] is ' ' or '#' or '['
            )
            {
                return noun.Length;
            }
        }

        return 0;
    }

    private static bool IsNumber(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 6 && !text.ContainsAnyExceptInRange('0', '9');
}
