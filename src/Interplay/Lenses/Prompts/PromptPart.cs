using Interplay.Lenses.Prompts.Nodes;

namespace Interplay.Lenses.Prompts;

/// <summary>Where a part of a prompt comes from.</summary>
/// <param name="Index">Its number: the bit of the mask, from 0.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Message">The message it is in (the first, for an example), from 0; null for tools.</param>
/// <param name="Id">The identity of its document, by which answers cite it, or its place where it has none; null outside documents.</param>
/// <param name="Title">The title of its document, the name of a field or of a tool; null for none.</param>
public sealed record PromptPart(
    int Index,
    PromptPartKind Kind,
    int? Message,
    string? Id,
    string? Title
);
