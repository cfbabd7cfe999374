using Interplay.Lenses.Prompts.Messages;
using Interplay.Lenses.Prompts.Nodes;
using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts.Documents;

/// <summary>Documents that the file itself names: its <c>documents</c>, and the parts of content arrays.</summary>
internal static class Listed
{
    public static MessageDocuments Documents(PromptMessage message) =>
        new(
            [
                .. message
                    .Sections.Where(static section => section.IsDocument)
                    .Select(section => NodeOf(section, message.Content)),
            ],
            false
        );

    /// <summary>Each part of a content array but the last, which is the question.</summary>
    public static MessageDocuments ContentParts(PromptMessage message)
    {
        PromptSection[] parts = [.. message.Sections.Where(static section => !section.IsDocument)];
        return parts.Length < 2
            ? MessageDocuments.None
            : new MessageDocuments(
                [.. parts[..^1].Select(section => NodeOf(section, message.Content))],
                false
            );
    }

    private static PromptNode NodeOf(PromptSection section, string content)
    {
        TextSpan span = new TextSpan(section.Start, section.Start + section.Length).Trimmed(
            content
        );
        int body = Math.Min(span.End, section.Start + section.HeadingLength);
        return new PromptNode
        {
            Span = span,
            Body = new TextSpan(Math.Max(span.Start, body), span.End).Trimmed(content),
            Kind = PromptPartKind.Document,
            Id = section.Id,
            Title = section.Title,
        };
    }
}
