namespace Interplay.Lenses.Prompts;

/// <summary>What of a prompt a selection names.</summary>
public enum PromptTarget
{
    /// <summary>Every message.</summary>
    All,

    /// <summary>The documents: from the file's <c>documents</c>, or recognised in the messages.</summary>
    Documents,

    /// <summary>Messages of the role <c>system</c> or <c>developer</c>.</summary>
    System,

    /// <summary>Messages of the role <c>user</c>.</summary>
    User,

    /// <summary>Messages of the role <c>assistant</c>.</summary>
    Assistant,

    /// <summary>Few-shot examples: each user message before the last one, with all that follows it up to the next user message, the assistant's answer among it.</summary>
    Examples,

    /// <summary>The tools on offer.</summary>
    Tools,

    /// <summary>One message by its number from 0, as in <c>messages[3]</c>.</summary>
    Message,
}
