namespace Interplay.ValueFunctions;

/// <summary>One ablation as it comes back from a value function that gives them one by one.</summary>
/// <param name="Row">Row of the mask in the matrix that was handed over.</param>
/// <param name="Values">Its values, one an output, all finite.</param>
/// <param name="Cost">What it cost.</param>
public readonly record struct EvaluatedRow(
    int Row,
    ReadOnlyMemory<double> Values,
    AblationCost Cost
);
