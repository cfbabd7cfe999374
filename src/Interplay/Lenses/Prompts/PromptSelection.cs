using Interplay.Lenses.Prompts.Nodes;

namespace Interplay.Lenses.Prompts;

/// <summary>What of a prompt is cut, and how: <c>documents</c>, <c>system:sentences</c>, <c>message:3:words</c>.</summary>
/// <param name="Target">What is cut.</param>
/// <param name="Unit">How.</param>
public sealed record PromptSelection(PromptTarget Target, PromptUnit Unit = PromptUnit.Whole)
{
    /// <summary>The number of the message from 0, for <see cref="PromptTarget.Message"/>; null for every other target.</summary>
    public int? Message { get; init; }

    /// <summary>The regular expression of <see cref="PromptUnit.Pattern"/>, matched in linear time; null for every other unit.</summary>
    public string? Pattern { get; init; }

    /// <summary>
    /// Reads selections as the command line spells them: a list of <c>selector</c>, <c>selector:unit</c> or <c>unit</c> (of all messages), separated by
    /// commas. Selectors are <c>documents</c>, <c>messages</c> (or <c>all</c>), <c>system</c>, <c>user</c>, <c>assistant</c>, <c>examples</c>,
    /// <c>tools</c>, <c>message:N</c>; units <c>fields</c>, <c>paragraphs</c>, <c>sentences</c>, <c>lines</c>, <c>words</c>, <c>tokens</c>,
    /// <c>regex:PATTERN</c>. A pattern takes all that follows it.
    /// </summary>
    /// <param name="text">The list.</param>
    /// <exception cref="InterplayException"><c>parts-unreadable</c>: a word that is neither selector nor unit, or no word at all.</exception>
    public static IReadOnlyList<PromptSelection> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new SelectionReader(text).Read();
    }

    /// <summary>The selection as the command line spells it.</summary>
    public override string ToString() => SelectionNames.Write(this);
}
