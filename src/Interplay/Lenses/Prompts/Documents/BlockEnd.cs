using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts.Documents;

/// <summary>
/// Where the last of several documents ends when nothing marks its end: before the first paragraph that asks or instructs, or the first line that
/// is headed <c>Question:</c> or alike; when none of the documents before it holds a blank line, at its first blank line; and when each of those is
/// a line and the next one the line after it, at the end of its line.
/// </summary>
internal static class BlockEnd
{
    private static readonly string[] Openings =
    [
        "question",
        "query",
        "q",
        "task",
        "instruction",
        "instructions",
        "answer",
        "user",
        "request",
    ];

    /// <summary>The end of the last document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="body">From behind its marker to the end of the text.</param>
    /// <param name="oneParagraph">Whether the documents before it are of one paragraph each.</param>
    /// <param name="oneLine">Whether the documents before it are a line each, with nothing between them.</param>
    public static int Of(string text, TextSpan body, bool oneParagraph, bool oneLine = false)
    {
        int end = ByParagraph(text, body, oneParagraph);
        bool isInside = false;
        foreach (TextSpan line in TextLines.Of(text.AsSpan(body.Start, end - body.Start)))
        {
            ReadOnlySpan<char> said = text.AsSpan(body.Start + line.Start, line.End - line.Start);
            if (isInside && (oneLine || IsHeaded(said)))
            {
                return body.Start + line.Start;
            }

            isInside |= !said.IsWhiteSpace();
        }

        return end;
    }

    private static int ByParagraph(string text, TextSpan body, bool oneParagraph)
    {
        List<TextSpan> paragraphs = LineSplitter.Split(
            text.AsSpan(body.Start, body.End - body.Start),
            2
        );
        for (int i = 1; i < paragraphs.Count; i++)
        {
            TextSpan paragraph = paragraphs[i];
            ReadOnlySpan<char> said = text.AsSpan(
                body.Start + paragraph.Start,
                paragraph.End - paragraph.Start
            );
            if (oneParagraph || Asks(said))
            {
                return body.Start + paragraphs[i - 1].End;
            }
        }

        return paragraphs.Count == 0 ? body.Start : body.Start + paragraphs[^1].End;
    }

    /// <summary>Whether a paragraph is a question or an instruction.</summary>
    public static bool Asks(ReadOnlySpan<char> paragraph)
    {
        ReadOnlySpan<char> said = paragraph.TrimStart("#*> ").TrimEnd();
        return said.EndsWith("?") || said.EndsWith("？") || IsHeaded(said);
    }

    /// <summary>Whether a text begins with <c>Question:</c> or alike, or is just that word.</summary>
    private static bool IsHeaded(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> said = text.TrimStart("#*> ").TrimEnd();
        int end = said.IndexOfAny(':', '\n');
        ReadOnlySpan<char> first = (end < 0 ? said : said[..end]).Trim("* \r");
        foreach (string opening in Openings)
        {
            if (first.Equals(opening, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a stretch holds a blank line.</summary>
    public static bool HasBlankLine(string text, TextSpan span) =>
        LineSplitter.Split(text.AsSpan(span.Start, span.End - span.Start), 2).Count > 1;
}
