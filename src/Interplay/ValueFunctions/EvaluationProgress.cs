namespace Interplay.ValueFunctions;

/// <summary>How far an evaluation is.</summary>
/// <param name="Done">Masks that have a value.</param>
/// <param name="Total">Masks wanted.</param>
public readonly record struct EvaluationProgress(int Done, int Total);
