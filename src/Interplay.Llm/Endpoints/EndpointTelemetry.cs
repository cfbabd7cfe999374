using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Interplay.Llm.Endpoints;

/// <summary>
/// Traces and metrics of requests, named as OpenTelemetry's semantic conventions for generative AI where those have a name. They hold models,
/// counts, hosts and times; never a prompt, an answer or a key.
/// </summary>
public static class EndpointTelemetry
{
    /// <summary>Name of the source of activities and of the meter.</summary>
    public const string SourceName = "Interplay.Llm";

    internal static readonly ActivitySource Source = new(SourceName);
    private static readonly Meter Meter = new(SourceName);

    /// <summary>Seconds of a request with all its attempts.</summary>
    internal static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "gen_ai.client.operation.duration",
        "s",
        "Time of a request with all its attempts."
    );

    /// <summary>Tokens of a request.</summary>
    internal static readonly Histogram<long> Tokens = Meter.CreateHistogram<long>(
        "gen_ai.client.token.usage",
        "{token}",
        "Tokens of a request."
    );

    /// <summary>Requests sent, retries included, by status.</summary>
    internal static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "interplay.llm.requests",
        "{request}",
        "Requests sent, retries included."
    );

    /// <summary>Attempts that failed and were made again, by reason.</summary>
    internal static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "interplay.llm.retries",
        "{request}",
        "Attempts that failed and were made again."
    );
}
