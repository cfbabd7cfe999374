using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>
/// An encoder as the optimiser of ONNX Runtime fuses it: Attention with packed weights, FastGelu with its bias, and SkipLayerNormalization, which
/// also adds the bias of the block before it.
/// </summary>
internal sealed class PackedAttentionExport : TransformerWriter
{
    private readonly string _mask;
    private int _joins;

    public PackedAttentionExport()
        : base(
            new TransformerShape
            {
                Activation = Activation.GeluTanh,
                HasBiases = true,
                ReadsFirstToken = true,
            },
            seed: 104,
            opset: 14,
            microsoft: true
        )
    {
        string attended = Graph.Input("attention_mask", TensorElementType.Int64, -1, -1);
        _mask = Node("Cast", [attended], ("to", 6));
    }

    protected override string Attention(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        string given = Graph.Node(
            "com.microsoft",
            "Attention",
            [
                read,
                Matrix(
                    $"{layer}.packed.weight",
                    Transformers.Matrix.Joined(
                        own.Query.Weights,
                        own.Key.Weights,
                        own.Value.Weights
                    )
                ),
                Vector(
                    $"{layer}.packed.bias",
                    [.. own.Query.Bias, .. own.Key.Bias, .. own.Value.Bias]
                ),
                _mask,
            ],
            ("num_heads", Shape.Heads)
        );
        return Project(given, own.Out, $"{layer}.out", withBias: false);
    }

    protected override string Mlp(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        string active = Graph.Node(
            "com.microsoft",
            "FastGelu",
            [
                Project(read, own.Up, $"{layer}.up", withBias: false),
                Vector($"{layer}.up.bias", own.Up.Bias),
            ]
        );
        return Project(active, own.Down, $"{layer}.down", withBias: false);
    }

    /// <summary>The block stands now before, now behind the hidden state: both orders are found in files.</summary>
    protected override (string Read, string Stream) Join(
        string added,
        string stream,
        Norm norm,
        string bias
    )
    {
        int layer = _joins / 2;
        LayerWeights own = Weights.Layers[layer];
        float[] shift = _joins % 2 == 0 ? own.Out.Bias : own.Down.Bias;
        string normalised = Graph.Node(
            "com.microsoft",
            "SkipLayerNormalization",
            [
                .. layer % 2 == 0 ? new[] { added, stream } : [stream, added],
                .. Of(norm),
                Vector(bias, shift),
            ],
            ("epsilon", Shape.Epsilon)
        );
        _joins++;
        return (normalised, normalised);
    }
}
