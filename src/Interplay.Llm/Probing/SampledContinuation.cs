using Interplay.ValueFunctions;

namespace Interplay.Llm.Probing;

/// <summary>What a model goes on with.</summary>
/// <param name="Text">The text, not empty.</param>
/// <param name="Tokens">Texts of its tokens.</param>
/// <param name="LogProbabilities">Their log-probabilities.</param>
/// <param name="Cost">What it cost.</param>
public sealed record SampledContinuation(
    string Text,
    IReadOnlyList<string> Tokens,
    IReadOnlyList<double> LogProbabilities,
    AblationCost Cost
);
