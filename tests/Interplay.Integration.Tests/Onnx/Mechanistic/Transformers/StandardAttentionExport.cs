namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>A causal model of operator set 23: the Attention, the RMSNormalization and the Gelu of ONNX itself.</summary>
internal sealed class StandardAttentionExport()
    : TransformerWriter(
        new TransformerShape
        {
            KeyValueHeads = 2,
            Activation = Activation.Gelu,
            HasBiases = true,
            IsCausal = true,
            IsNormalisedFirst = true,
            IsRootMeanSquare = true,
        },
        seed: 107,
        opset: 23,
        microsoft: false
    )
{
    protected override string Normalised(string read, Norm norm) =>
        Node("RMSNormalization", [read, .. Of(norm)], ("epsilon", Shape.Epsilon), ("axis", -1));

    protected override string Attention(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        string given = Node(
            "Attention",
            [
                Project(read, own.Query, $"{layer}.query"),
                Project(read, own.Key, $"{layer}.key"),
                Project(read, own.Value, $"{layer}.value"),
            ],
            ("q_num_heads", Shape.Heads),
            ("kv_num_heads", Shape.KeyValueHeads),
            ("is_causal", 1)
        );
        return Project(given, own.Out, $"{layer}.out");
    }

    protected override string Mlp(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        string active = Node("Gelu", [Project(read, own.Up, $"{layer}.up")]);
        return Project(active, own.Down, $"{layer}.down");
    }
}
