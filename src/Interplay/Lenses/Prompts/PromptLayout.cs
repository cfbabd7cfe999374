using System.Text;
using Interplay.Lenses.Prompts.Messages;

namespace Interplay.Lenses.Prompts;

/// <summary>The prompt as one text that people read, and where each text of the prompt stands in it.</summary>
internal sealed class PromptLayout
{
    private readonly int[] _starts;

    public PromptLayout(Prompt prompt)
    {
        var text = new StringBuilder();
        _starts = new int[prompt.Messages.Count + 1];
        for (int i = 0; i < prompt.Messages.Count; i++)
        {
            PromptMessage message = prompt.Messages[i];
            if (!prompt.IsPlain)
            {
                text.Append(i == 0 ? "" : "\n\n").Append(message.Role);
                text.Append(message.Name is null ? "" : $" ({message.Name})").Append(":\n");
            }

            _starts[i] = text.Length;
            text.Append(message.Content);
        }

        if (prompt.Tools is { } tools)
        {
            text.Append(text.Length == 0 ? "" : "\n\n").Append("tools:\n");
            _starts[^1] = text.Length;
            text.Append(tools);
        }

        Text = text.ToString();
    }

    public string Text { get; }

    /// <summary>Where a text begins: that of a message by its number, or the tools, which come after the last message.</summary>
    public int StartOf(int text) => _starts[text];
}
