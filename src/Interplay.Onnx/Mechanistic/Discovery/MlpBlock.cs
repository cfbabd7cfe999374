namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>The MLP of a layer.</summary>
/// <param name="Activation">The operator of its nonlinearity, such as <c>Relu</c>, with <c>gated</c> before it where a product follows.</param>
/// <param name="Output">The block's output [batch, tokens, hidden], as it is added to the hidden state.</param>
/// <param name="NeuronValue">The activations [batch, tokens, neurons] that its last projection reads.</param>
/// <param name="Neurons">Number of neurons.</param>
public sealed record MlpBlock(string Activation, string Output, string NeuronValue, int Neurons);
