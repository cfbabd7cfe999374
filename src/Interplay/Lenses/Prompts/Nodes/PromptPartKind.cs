namespace Interplay.Lenses.Prompts.Nodes;

/// <summary>What a part of a prompt is.</summary>
public enum PromptPartKind
{
    /// <summary>A stretch of text: a sentence, a word, a match of a pattern.</summary>
    Text,

    /// <summary>A document.</summary>
    Document,

    /// <summary>A message.</summary>
    Message,

    /// <summary>A few-shot example: messages of the user and the assistant that go together.</summary>
    Example,

    /// <summary>A tool.</summary>
    Tool,

    /// <summary>A field of a JSON object.</summary>
    Field,
}
