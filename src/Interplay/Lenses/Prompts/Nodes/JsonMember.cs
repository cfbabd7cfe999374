using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts.Nodes;

/// <summary>A field of a JSON object, or an element of an array, by where it stands.</summary>
/// <param name="Name">Name of the field; null for an element.</param>
/// <param name="Span">From the name to the end of the value.</param>
/// <param name="Value">The value.</param>
internal readonly record struct JsonMember(string? Name, TextSpan Span, TextSpan Value);
