using Microsoft.Extensions.Logging;

namespace Interplay.Llm.Endpoints;

/// <summary>What is logged of requests: never a prompt, an answer or a key.</summary>
internal static partial class EndpointLog
{
    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Debug,
        Message = "{Operation} answered after {Attempts} attempts in {Milliseconds} ms, {InputTokens} tokens read, {OutputTokens} written"
    )]
    public static partial void Answered(
        ILogger logger,
        string operation,
        int attempts,
        double milliseconds,
        long inputTokens,
        long outputTokens
    );

    [LoggerMessage(
        EventId = 2,
        Level = LogLevel.Information,
        Message = "{Operation}: attempt {Attempt} of {MostAttempts} failed ({Reason}); next in {Milliseconds} ms"
    )]
    public static partial void Retrying(
        ILogger logger,
        string operation,
        int attempt,
        int mostAttempts,
        string reason,
        double milliseconds
    );

    [LoggerMessage(
        EventId = 3,
        Level = LogLevel.Warning,
        Message = "The endpoint asks all requests to pause for {Milliseconds} ms"
    )]
    public static partial void Paused(ILogger logger, double milliseconds);
}
