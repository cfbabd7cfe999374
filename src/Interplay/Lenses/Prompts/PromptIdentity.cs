using System.Globalization;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Lenses.Prompts.Nodes;
using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts;

/// <summary>The fingerprint of a prompt lens: the prompt, the tree of its parts, and what stands in the place of those that go.</summary>
internal static class PromptIdentity
{
    public static string Of(Prompt prompt, PromptLensOptions options, PromptText[] texts)
    {
        var fields = new List<string>
        {
            "prompt-lens/1",
            options.Ablation.ToString(),
            options.Ablation switch
            {
                TextAblation.Remove => "",
                TextAblation.MaskToken => options.MaskText,
                _ => options.Replacement,
            },
            prompt.IsPlain ? "plain" : "chat",
            Optional(prompt.Tools),
        };
        foreach (PromptMessage message in prompt.Messages)
        {
            fields.Add(message.Role);
            fields.Add(message.Content);
            fields.Add(Optional(message.Name));
            fields.Add(Optional(message.ToolCallId));
            fields.Add(Optional(message.ToolCalls));
        }

        foreach (PromptText text in texts)
        {
            Add(fields, text.Root);
        }

        return Fingerprint.Of([.. fields]);
    }

    private static void Add(List<string> fields, PromptNode node)
    {
        fields.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{node.Span.Start} {node.Span.End} {node.Body.Start} {node.Body.End} {node.Form} {node.Part} {node.IsList} {node.IsBare} {node.IsFixed} {node.IsGuarded} {node.Kind == PromptPartKind.Tool} {node.Children.Count}"
            )
        );
        fields.Add(string.Join(' ', node.Fixed.Select(static span => $"{span.Start}-{span.End}")));
        foreach (PromptNode child in node.Children)
        {
            Add(fields, child);
        }
    }

    /// <summary>Tells an absent text from an empty one.</summary>
    private static string Optional(string? text) => text is null ? "" : $"={text}";
}
