using Interplay.Lenses.Prompts.Nodes;
using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts.Documents;

/// <summary>Documents that are markdown sections: those of the highest level that has two, but for headings that announce the question.</summary>
internal static class HeadedDocuments
{
    public static MessageDocuments Find(string text)
    {
        List<(TextSpan Line, int Level)> headings =
        [
            .. TextLines
                .Of(text)
                .Select(line =>
                    (line, Markers.HeadingLevel(text.AsSpan(line.Start, line.End - line.Start)))
                )
                .Where(static heading => heading.Item2 > 0),
        ];
        for (int level = 1; level <= 6; level++)
        {
            List<PromptNode> items = Sections(text, headings, level);
            if (items.Count >= 2)
            {
                return new MessageDocuments(items, false);
            }
        }

        return MessageDocuments.None;
    }

    private static List<PromptNode> Sections(
        string text,
        List<(TextSpan Line, int Level)> headings,
        int level
    )
    {
        var items = new List<PromptNode>();
        for (int i = 0; i < headings.Count; i++)
        {
            TextSpan line = headings[i].Line;
            string title = text[line.Start..line.End].Trim('#', ' ', '*');
            if (headings[i].Level != level || BlockEnd.Asks(title))
            {
                continue;
            }

            int next = headings.FindIndex(i + 1, heading => heading.Level <= level);
            var body = new TextSpan(line.End, next < 0 ? text.Length : headings[next].Line.Start);
            if (next < 0)
            {
                body = body with { End = BlockEnd.Of(text, body, oneParagraph: false) };
            }

            TextSpan core = body.Trimmed(text);
            if (core.End > core.Start)
            {
                items.Add(
                    new PromptNode
                    {
                        Span = new TextSpan(line.Start, core.End),
                        Body = core,
                        Kind = PromptPartKind.Document,
                        Title = title,
                    }
                );
            }
        }

        return items;
    }
}
