namespace Interplay.Llm.Endpoints;

/// <summary>What a client has asked for so far.</summary>
/// <param name="Requests">Requests sent, retries included.</param>
/// <param name="Retries">Requests that repeated one.</param>
/// <param name="InputTokens">Tokens read by the model, as the endpoint reported them.</param>
/// <param name="OutputTokens">Tokens written by the model, as the endpoint reported them.</param>
public readonly record struct EndpointUsage(
    long Requests,
    long Retries,
    long InputTokens,
    long OutputTokens
);
