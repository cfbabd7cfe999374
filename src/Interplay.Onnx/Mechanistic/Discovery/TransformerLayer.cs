namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>One layer: its attention (two blocks where there is cross-attention) and its MLP.</summary>
/// <param name="Attention">Attention blocks in the order they run; may be empty.</param>
/// <param name="Mlp">The MLP, if it has one.</param>
public sealed record TransformerLayer(IReadOnlyList<AttentionBlock> Attention, MlpBlock? Mlp)
{
    /// <summary>Number of heads of all attention blocks.</summary>
    public int Heads => Attention.Sum(static block => block.Heads);
}
