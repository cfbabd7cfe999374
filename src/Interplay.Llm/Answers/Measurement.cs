using Interplay.ValueFunctions;

namespace Interplay.Llm.Answers;

/// <summary>What a measure found in an answer.</summary>
/// <param name="Value">A finite number.</param>
/// <param name="Cost">What finding it cost: nothing, unless a model was asked.</param>
public readonly record struct Measurement(double Value, AblationCost Cost = default);
