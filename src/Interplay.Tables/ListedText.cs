namespace Interplay.Tables;

/// <summary>A text of a list.</summary>
/// <param name="Name">What it is called: where it stands in its file.</param>
/// <param name="Text">The text; never empty.</param>
public sealed record ListedText(string Name, string Text);
