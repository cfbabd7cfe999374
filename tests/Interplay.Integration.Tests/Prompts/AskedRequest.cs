namespace Interplay.Integration.Tests.Prompts;

/// <summary>A request that came through a <see cref="CountingProxy"/>.</summary>
/// <param name="Run">The run of the tool that it belongs to.</param>
/// <param name="Body">What was asked.</param>
internal sealed record AskedRequest(int Run, string Body)
{
    /// <summary>Whether it asks for the log-probabilities of a given text.</summary>
    public bool IsScoring => Body.Contains("\"prompt_logprobs\"", StringComparison.Ordinal);
}
