namespace Interplay.Lenses.Prompts.Messages;

/// <summary>A stretch of a message's content that is known to be one thing.</summary>
/// <param name="Start">Where it begins in the content, in UTF-16 units.</param>
/// <param name="Length">Its length in UTF-16 units, at least 1, heading included.</param>
public sealed record PromptSection(int Start, int Length)
{
    /// <summary>Whether it is a document; otherwise a part of a content array, which is one if it is not the last of its message.</summary>
    public bool IsDocument { get; init; }

    /// <summary>Length of the heading at its beginning (<c>[2] Title</c> and what separates it from the text), which goes only with the whole section.</summary>
    public int HeadingLength { get; init; }

    /// <summary>The identity that answers cite; null for none.</summary>
    public string? Id { get; init; }

    /// <summary>Its title; null for none.</summary>
    public string? Title { get; init; }
}
