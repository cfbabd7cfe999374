using System.Diagnostics;

namespace Interplay.Integration.Tests.Prompts;

/// <summary>A request that came through a <see cref="CountingProxy"/>.</summary>
/// <param name="Run">The run of the tool that it belongs to.</param>
/// <param name="Body">What was asked.</param>
internal sealed record AskedRequest(int Run, string Body)
{
    /// <summary>When it came, in ticks of the stopwatch.</summary>
    public long At { get; } = Stopwatch.GetTimestamp();

    /// <summary>Whether its answer was handed over in full; a client that was killed just then may still not have made it durable.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>Whether it asks for the log-probabilities of a given text.</summary>
    public bool IsScoring => Body.Contains("\"prompt_logprobs\"", StringComparison.Ordinal);
}
