namespace Interplay.Llm.Routes;

/// <summary>A stretch of the continuation with its log-probability: a token, or a few that share a character.</summary>
/// <param name="Start">Its first byte in the continuation's UTF-8.</param>
/// <param name="Length">Its number of bytes, at least 1.</param>
/// <param name="LogProbability">Log-probability given all before.</param>
/// <param name="IsCensored">Whether the log-probability is only an upper bound.</param>
internal readonly record struct ScoredToken(
    int Start,
    int Length,
    double LogProbability,
    bool IsCensored = false
)
{
    public int End => Start + Length;
}
