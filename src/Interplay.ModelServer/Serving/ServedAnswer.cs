namespace Interplay.ModelServer.Serving;

/// <summary>What a model gave for a prompt.</summary>
/// <param name="Prompt">The tokens of the prompt, scored; null where that was not asked.</param>
/// <param name="Tokens">The tokens of the answer. The one that ended it is among them, as on vLLM, though its text is not in <paramref name="Text"/>.</param>
/// <param name="Text">The answer.</param>
/// <param name="FinishReason"><c>stop</c> or <c>length</c>.</param>
internal sealed record ServedAnswer(
    IReadOnlyList<ServedToken>? Prompt,
    IReadOnlyList<ServedToken> Tokens,
    string Text,
    string FinishReason
);
