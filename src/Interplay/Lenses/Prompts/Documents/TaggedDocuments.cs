using Interplay.Lenses.Prompts.Nodes;
using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts.Documents;

/// <summary>Documents in tags: <c>&lt;document id="2" title="..."&gt;...&lt;/document&gt;</c>. Tags of the same name may nest; the outer one counts.</summary>
internal static class TaggedDocuments
{
    public static MessageDocuments Find(string text, string name)
    {
        var items = new List<PromptNode>();
        int at = 0;
        while (Opening(text, name, at) is { } tag)
        {
            int close = Closing(text, name, tag.End);
            if (close < 0)
            {
                break;
            }

            int end = close + name.Length + 3;
            string attributes = text[(tag.Start + 1 + name.Length)..(tag.End - 1)];
            items.Add(
                new PromptNode
                {
                    Span = new TextSpan(tag.Start, end),
                    Body = new TextSpan(tag.End, close).Trimmed(text),
                    Kind = PromptPartKind.Document,
                    Id = Attribute(attributes, "id") ?? Attribute(attributes, "index"),
                    Title = Attribute(attributes, "title") ?? Attribute(attributes, "name"),
                }
            );
            at = end;
        }

        return new MessageDocuments(items, false);
    }

    /// <summary>The next opening tag, from its bracket to behind the other.</summary>
    private static TextSpan? Opening(string text, string name, int from)
    {
        string start = $"<{name}";
        for (int at = Next(text, start, from); at >= 0; at = Next(text, start, at + 1))
        {
            int end = at + start.Length;
            int close = text.IndexOf('>', end);
            bool isTag = close >= 0 && (close == end || char.IsWhiteSpace(text[end]));
            if (isTag && text[close - 1] != '/')
            {
                return new TextSpan(at, close + 1);
            }
        }

        return null;
    }

    /// <summary>Where the closing tag begins; -1 when there is none.</summary>
    private static int Closing(string text, string name, int from)
    {
        string end = $"</{name}>";
        int close = Next(text, end, from);
        for (
            TextSpan? inner = Opening(text, name, from);
            close >= 0 && inner is { } nested && nested.Start < close;
            inner = Opening(text, name, nested.End)
        )
        {
            close = Next(text, end, close + end.Length);
        }

        return close;
    }

    private static int Next(string text, string what, int from) =>
        text.IndexOf(what, from, StringComparison.OrdinalIgnoreCase);

    private static string? Attribute(string attributes, string name)
    {
        string start = $" {name}=";
        int at = attributes.IndexOf(start, StringComparison.OrdinalIgnoreCase) + start.Length;
        if (at < start.Length || at >= attributes.Length)
        {
            return null;
        }

        bool isQuoted = attributes[at] is '"' or '\'';
        int begin = isQuoted ? at + 1 : at;
        int end = attributes.AsSpan(begin).IndexOf(isQuoted ? attributes[at] : ' ');
        return end < 0 ? attributes[begin..] : attributes.Substring(begin, end);
    }
}
