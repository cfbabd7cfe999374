using Interplay.Lenses.Prompts.Nodes;

namespace Interplay.Lenses.Prompts.Documents;

/// <summary>The documents found in one message.</summary>
/// <param name="Items">They, in order.</param>
/// <param name="IsList">Whether what stands between them separates them and goes with them.</param>
internal sealed record MessageDocuments(IReadOnlyList<PromptNode> Items, bool IsList)
{
    public static MessageDocuments None { get; } = new([], false);
}
