using Interplay.Llm.Routes;

namespace Interplay.Llm.Probing;

/// <summary>What a probe found out about a route.</summary>
/// <param name="Route">The route.</param>
/// <param name="ScoresContinuations">Whether the self-test proved that it scores continuations.</param>
/// <param name="ScoresLabels">Whether it scores labels.</param>
/// <param name="Evidence">What was seen, in a sentence.</param>
public sealed record RouteFinding(
    ScoringRoute Route,
    bool ScoresContinuations,
    bool ScoresLabels,
    string Evidence
);
