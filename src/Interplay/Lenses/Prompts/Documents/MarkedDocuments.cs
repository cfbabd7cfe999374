using Interplay.Lenses.Prompts.Nodes;
using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts.Documents;

/// <summary>Documents that begin with a marker at the start of a line and go on to the next marker.</summary>
internal static class MarkedDocuments
{
    public delegate DocumentMarker? MarkerReader(ReadOnlySpan<char> line);

    public static MessageDocuments Find(string text, MarkerReader read)
    {
        var starts = new List<(int Line, DocumentMarker Marker)>();
        foreach (TextSpan line in TextLines.Of(text))
        {
            if (read(text.AsSpan(line.Start, line.End - line.Start)) is { } marker)
            {
                starts.Add((line.Start, marker));
            }
        }

        return Between(text, starts);
    }

    /// <summary>Numbered blocks: each after a blank line or at the start, numbered 1, 2, 3, ...</summary>
    public static MessageDocuments FindList(string text)
    {
        var starts = new List<(int Line, DocumentMarker Marker)>();
        bool isAfterBlank = true;
        foreach (TextSpan line in TextLines.Of(text))
        {
            ReadOnlySpan<char> said = text.AsSpan(line.Start, line.End - line.Start);
            if (
                isAfterBlank
                && Markers.Listed(said) is { } marker
                && marker.Id == $"{starts.Count + 1}"
            )
            {
                starts.Add((line.Start, marker));
            }

            isAfterBlank = said.IsWhiteSpace();
        }

        return Between(text, starts);
    }

    private static MessageDocuments Between(
        string text,
        List<(int Line, DocumentMarker Marker)> starts
    )
    {
        if (starts.Count < 2)
        {
            return MessageDocuments.None;
        }

        var items = new List<PromptNode>();
        bool oneParagraph = true;
        bool oneLine = true;
        for (int i = 0; i < starts.Count; i++)
        {
            (int start, DocumentMarker marker) = starts[i];
            var body = new TextSpan(
                start + marker.Length,
                i + 1 < starts.Count ? starts[i + 1].Line : text.Length
            );
            if (i + 1 == starts.Count)
            {
                body = body with { End = BlockEnd.Of(text, body, oneParagraph, oneLine) };
            }

            oneParagraph &= !BlockEnd.HasBlankLine(text, body);
            oneLine &= text.AsSpan(start, body.End - start).Count('\n') == 1;
            TextSpan span = new TextSpan(start, Math.Max(body.End, body.Start)).Trimmed(text);
            items.Add(
                new PromptNode
                {
                    Span = span,
                    Body = new TextSpan(Math.Min(body.Start, span.End), span.End).Trimmed(text),
                    Kind = PromptPartKind.Document,
                    Id = marker.Id,
                    Title = marker.Title,
                }
            );
        }

        return new MessageDocuments(items, false);
    }
}
