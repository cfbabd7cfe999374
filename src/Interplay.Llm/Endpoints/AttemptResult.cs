namespace Interplay.Llm.Endpoints;

/// <summary>How one attempt ended: with a value, or with a reason to try again.</summary>
/// <param name="Value">What was read.</param>
/// <param name="InputTokens">Tokens read by the model, as it reported them.</param>
/// <param name="OutputTokens">Tokens written by the model, as it reported them.</param>
/// <param name="Failure">Why it is worth another attempt; null when it succeeded.</param>
/// <param name="Pause">How long the server asked everybody to wait.</param>
internal readonly record struct AttemptResult<T>(
    T? Value,
    long InputTokens,
    long OutputTokens,
    string? Failure = null,
    TimeSpan? Pause = null
);
