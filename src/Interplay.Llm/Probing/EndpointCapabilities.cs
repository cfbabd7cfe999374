using Interplay.Llm.Routes;

namespace Interplay.Llm.Probing;

/// <summary>What an endpoint was found to support for a kind of prompt.</summary>
public sealed record EndpointCapabilities
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Whether that is for plain texts, without a chat template.</summary>
    public required bool IsPlain { get; init; }

    /// <summary>The routes tried, the best first; the rest need not be tried once one works.</summary>
    public required IReadOnlyList<RouteFinding> Findings { get; init; }

    /// <summary>The route that scores continuations; null when none does.</summary>
    public ScoringRoute? ContinuationRoute { get; init; }

    /// <summary>The route that scores labels; null where only answers can be had (<see cref="EndpointProbe.ProbeAnswersAsync"/>).</summary>
    public ScoringRoute? LabelRoute { get; init; }

    /// <summary>The proof of <see cref="ContinuationRoute"/>; null when there is none.</summary>
    public SelfTest? SelfTest { get; init; }
}
