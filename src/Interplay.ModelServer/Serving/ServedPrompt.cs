namespace Interplay.ModelServer.Serving;

/// <summary>A prompt, read.</summary>
/// <param name="Tokens">Its tokens; a classifier counts them only.</param>
/// <param name="Text">The text a classifier judges; null where the tokens say it all.</param>
internal sealed record ServedPrompt(IReadOnlyList<int> Tokens, string? Text = null);
