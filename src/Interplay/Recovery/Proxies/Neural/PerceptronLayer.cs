using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.Proxies.Neural;

/// <summary>Where one layer of a perceptron lies in the vector of its weights: the matrix, inputs x outputs, then one bias an output.</summary>
internal readonly record struct PerceptronLayer(int Inputs, int Outputs, int Offset)
{
    public int BiasOffset => Offset + Inputs * Outputs;

    public unsafe Gemm.View View(float* weights) => new(weights + Offset, Outputs, 1);
}
