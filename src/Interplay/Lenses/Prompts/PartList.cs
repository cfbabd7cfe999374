using Interplay.Lenses.Prompts.Messages;
using Interplay.Lenses.Prompts.Nodes;

namespace Interplay.Lenses.Prompts;

/// <summary>The parts of a prompt as people read them.</summary>
internal static class PartList
{
    /// <summary>Documents, messages, examples and fields are named by their beginning.</summary>
    private const int LongestName = 80;

    public static (Part[] Parts, PromptPart[] Origins) Of(
        Prompt prompt,
        PromptText[] texts,
        PromptLayout layout
    )
    {
        var parts = new List<Part>();
        var origins = new List<PromptPart>();
        for (int text = 0; text < texts.Length; text++)
        {
            foreach (PromptNode leaf in texts[text].Root.Leaves())
            {
                string said = texts[text].Text[leaf.Span.Start..leaf.Span.End];
                int start = layout.StartOf(text) + leaf.Span.Start;
                if (leaf.Part < parts.Count)
                {
                    // A part that goes on in a later message.
                    Part first = parts[leaf.Part];
                    parts[leaf.Part] = first with
                    {
                        Text = Short($"{first.Text} \u2192 {said}"),
                        Length = start + said.Length - first.Start,
                    };
                    continue;
                }

                string role = text < prompt.Messages.Count ? prompt.Messages[text].Role : "";
                parts.Add(
                    new Part(
                        leaf.Part,
                        Described(leaf, texts[text].Text, said, role),
                        start,
                        said.Length
                    )
                    {
                        Name = Name(leaf, role),
                    }
                );
                origins.Add(
                    new PromptPart(
                        leaf.Part,
                        leaf.Kind,
                        text < prompt.Messages.Count ? text : null,
                        leaf.Id,
                        leaf.Title
                    )
                );
            }
        }

        return ([.. parts], [.. origins]);
    }

    private static string? Name(PromptNode leaf, string role) =>
        leaf.Kind switch
        {
            PromptPartKind.Document => $"[{leaf.Id}]",
            PromptPartKind.Message => role,
            PromptPartKind.Example => "example",
            PromptPartKind.Tool or PromptPartKind.Field => leaf.Title,
            _ => null,
        };

    private static string Described(PromptNode leaf, string text, string said, string role)
    {
        string body = text[leaf.Body.Start..leaf.Body.End];
        return leaf.Kind switch
        {
            PromptPartKind.Text => said,
            PromptPartKind.Document => Short(
                leaf.Title is null ? $"[{leaf.Id}] {body}" : $"[{leaf.Id}] {leaf.Title}: {body}"
            ),
            PromptPartKind.Message => Short($"{role}: {said}"),
            PromptPartKind.Tool => Short(leaf.Title ?? said),
            PromptPartKind.Field => Short(said),
            _ => Short(said),
        };
    }

    /// <summary>One line of at most <see cref="LongestName"/> units.</summary>
    private static string Short(string text)
    {
        // Enough of the text for a line, however long it is.
        string line = string.Join(
            ' ',
            text[..Math.Min(text.Length, 4 * LongestName)]
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        if (line.Length <= LongestName)
        {
            return line;
        }

        int end = LongestName - 1;
        return $"{line.AsSpan(0, char.IsHighSurrogate(line[end - 1]) ? end - 1 : end)}\u2026";
    }
}
