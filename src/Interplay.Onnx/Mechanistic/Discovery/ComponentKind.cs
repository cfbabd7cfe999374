namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>What of a transformer can be taken out of it.</summary>
public enum ComponentKind
{
    /// <summary>One attention head: its slice of what the output projection reads.</summary>
    Head,

    /// <summary>The output of an MLP block, its bias with it.</summary>
    Mlp,

    /// <summary>A whole layer: the outputs of its attention (biases with them) and of its MLP, so that the hidden state passes by.</summary>
    Layer,

    /// <summary>One neuron of an MLP: its activation after the nonlinearity, and after the gate where there is one.</summary>
    Neuron,
}
