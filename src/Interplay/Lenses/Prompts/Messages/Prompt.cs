namespace Interplay.Lenses.Prompts.Messages;

/// <summary>What is sent to a language model: messages with roles, and tools. A plain text is one <c>user</c> message, or see <see cref="IsPlain"/>.</summary>
public sealed record Prompt
{
    /// <summary>The messages in their order.</summary>
    public required IReadOnlyList<PromptMessage> Messages { get; init; }

    /// <summary>The tools on offer, as the JSON array of a chat-completion request; null for none.</summary>
    public string? Tools { get; init; }

    /// <summary>Whether the prompt is a plain text that the model continues, with no chat template: one message, whose role does not matter.</summary>
    public bool IsPlain { get; init; }

    /// <summary>A plain text that the model continues.</summary>
    /// <param name="text">The text.</param>
    public static Prompt Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Prompt { Messages = [new PromptMessage("user", text)], IsPlain = true };
    }
}
