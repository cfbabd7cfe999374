using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>A causal model with MultiHeadAttention and BiasGelu of ONNX Runtime, norms before the blocks.</summary>
internal sealed class MultiHeadExport : TransformerWriter
{
    private readonly string _mask;

    public MultiHeadExport()
        : base(
            new TransformerShape
            {
                Activation = Activation.Gelu,
                HasBiases = true,
                IsCausal = true,
                IsNormalisedFirst = true,
            },
            seed: 105,
            opset: 17,
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
            "MultiHeadAttention",
            [
                Project(read, own.Query, $"{layer}.query", withBias: false),
                Project(read, own.Key, $"{layer}.key", withBias: false),
                Project(read, own.Value, $"{layer}.value", withBias: false),
                Vector(
                    $"{layer}.packed.bias",
                    [.. own.Query.Bias, .. own.Key.Bias, .. own.Value.Bias]
                ),
                _mask,
            ],
            ("num_heads", Shape.Heads),
            ("unidirectional", 1)
        );
        return Project(given, own.Out, $"{layer}.out");
    }

    protected override string Mlp(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        string active = Graph.Node(
            "com.microsoft",
            "BiasGelu",
            [
                Project(read, own.Up, $"{layer}.up", withBias: false),
                Vector($"{layer}.up.bias", own.Up.Bias),
            ]
        );
        return Project(active, own.Down, $"{layer}.down");
    }
}
