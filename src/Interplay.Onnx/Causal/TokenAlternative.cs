namespace Interplay.Onnx.Causal;

/// <summary>A token that could stand at a place.</summary>
/// <param name="Token">Its id.</param>
/// <param name="LogProbability">Natural logarithm of its probability there, at most 0.</param>
public readonly record struct TokenAlternative(int Token, double LogProbability);
