using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts.Documents;

/// <summary>
/// Where the last of several documents ends when nothing marks its end: before the first paragraph that asks or instructs; and, when none of the
/// documents before it holds a blank line, at its first blank line.
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
    public static int Of(string text, TextSpan body, bool oneParagraph)
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
        if (said.EndsWith("?") || said.EndsWith("？"))
        {
            return true;
        }

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
