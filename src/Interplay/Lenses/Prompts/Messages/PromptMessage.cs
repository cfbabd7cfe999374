namespace Interplay.Lenses.Prompts.Messages;

/// <summary>One message of a prompt.</summary>
/// <param name="Role">Who speaks, as endpoints name it: <c>system</c>, <c>developer</c>, <c>user</c>, <c>assistant</c>, <c>tool</c>.</param>
/// <param name="Content">What is said.</param>
public sealed record PromptMessage(string Role, string Content)
{
    /// <summary>Name of the speaker among those of the same role; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>The call that a message of the role <c>tool</c> answers; null for other messages.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The calls that an <c>assistant</c> message makes, as the JSON array of a chat-completion request; null for none.</summary>
    public string? ToolCalls { get; init; }

    /// <summary>
    /// Stretches of <see cref="Content"/> that are known to be one thing, in order and apart from one another: documents that were put in, parts of a
    /// content array. They only tell a lens where documents are; a message that was ablated has none.
    /// </summary>
    public IReadOnlyList<PromptSection> Sections { get; init; } = [];
}
