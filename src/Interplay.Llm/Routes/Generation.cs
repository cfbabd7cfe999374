namespace Interplay.Llm.Routes;

/// <summary>What a model wrote.</summary>
/// <param name="Text">The text.</param>
/// <param name="Tokens">Its tokens, perhaps with a token of ending that is not in the text.</param>
internal sealed record Generation(string Text, IReadOnlyList<ServerToken> Tokens);
