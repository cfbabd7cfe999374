namespace Interplay.Llm.Endpoints;

/// <summary>One question to an endpoint.</summary>
/// <param name="Path">Path below the base address; below its root when it begins with a slash.</param>
/// <param name="Operation">What it is called in traces, in the words of OpenTelemetry's GenAI conventions.</param>
/// <param name="Body">The JSON sent; null asks with GET.</param>
internal readonly record struct EndpointRequest(
    string Path,
    string Operation,
    ReadOnlyMemory<byte>? Body
)
{
    /// <summary>Tokens it is thought to take: English text has about four bytes a token.</summary>
    public double LikelyTokens => (Body?.Length ?? 0) / 4.0;
}
