namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>One component of a transformer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Layer">Its layer, from 0.</param>
/// <param name="Index">Its number in the layer, from 0: heads (those of cross-attention after those of self-attention) or neurons; 0 for MLPs and layers.</param>
/// <param name="Token">The token position at which it acts, from 0; null for all of them.</param>
public sealed record ModelComponent(ComponentKind Kind, int Layer, int Index, int? Token = null)
{
    /// <summary>Such as <c>L0.H3</c>, <c>L0.MLP</c>, <c>L0</c> or <c>L0.N17</c>, with <c>@5</c> at its end where it acts at token 5 only.</summary>
    public string Name => Token is { } token ? $"{Everywhere}@{token}" : Everywhere;

    private string Everywhere =>
        Kind switch
        {
            ComponentKind.Head => $"L{Layer}.H{Index}",
            ComponentKind.Mlp => $"L{Layer}.MLP",
            ComponentKind.Neuron => $"L{Layer}.N{Index}",
            _ => $"L{Layer}",
        };
}
