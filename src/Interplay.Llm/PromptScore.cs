using Interplay.ValueFunctions;

namespace Interplay.Llm;

/// <summary>The numbers of one prompt.</summary>
/// <param name="Values">One finite number an output of the scorer.</param>
/// <param name="Cost">What it cost.</param>
public readonly record struct PromptScore(ReadOnlyMemory<double> Values, AblationCost Cost);
