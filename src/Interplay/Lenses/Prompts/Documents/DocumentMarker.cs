namespace Interplay.Lenses.Prompts.Documents;

/// <summary>What a line begins with when a document begins there.</summary>
/// <param name="Length">Characters from the start of the line that are the document's frame.</param>
/// <param name="Id">The number or name that it carries.</param>
/// <param name="Title">Its title, when the line gives one and nothing else.</param>
internal readonly record struct DocumentMarker(int Length, string? Id, string? Title = null);
