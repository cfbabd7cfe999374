using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>
/// A causal model as it is exported for generation with ONNX Runtime: GroupQueryAttention with rotary positions, keys and values of the past as
/// inputs, and SkipSimplifiedLayerNormalization that also hands the hidden state on.
/// </summary>
internal sealed class GroupQueryExport : TransformerWriter
{
    private readonly string _lengths;
    private readonly string _total;
    private readonly string _cosines;
    private readonly string _sines;

    public GroupQueryExport()
        : base(
            new TransformerShape
            {
                Width = 16,
                KeyValueHeads = 2,
                Activation = Activation.Silu,
                HasRotary = true,
                IsCausal = true,
                IsGated = true,
                IsNormalisedFirst = true,
                IsRootMeanSquare = true,
            },
            seed: 106,
            opset: 14,
            microsoft: true
        )
    {
        string attended = Graph.Input("attention_mask", TensorElementType.Int64, -1, -1);
        string sum = Node("ReduceSum", [attended, Graph.Numbers([1])], ("keepdims", 0));
        _lengths = Node("Cast", [Node("Sub", [sum, Graph.Numbers([1])])], ("to", 6));
        string total = Node(
            "Gather",
            [Node("Shape", [attended]), Graph.Numbers([1], scalar: true)]
        );
        _total = Node("Cast", [total], ("to", 6));
        _cosines = Table("cosines", Math.Cos);
        _sines = Table("sines", Math.Sin);
    }

    protected override string Normalised(string read, Norm norm) =>
        Node(
            "SimplifiedLayerNormalization",
            [read, .. Of(norm)],
            ("epsilon", Shape.Epsilon),
            ("axis", -1)
        );

    protected override string Attention(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        string given = Graph.Node(
            "com.microsoft",
            "GroupQueryAttention",
            [
                Project(read, own.Query, $"{layer}.query"),
                Project(read, own.Key, $"{layer}.key"),
                Project(read, own.Value, $"{layer}.value"),
                Past(layer, "key"),
                Past(layer, "value"),
                _lengths,
                _total,
                _cosines,
                _sines,
            ],
            ("num_heads", Shape.Heads),
            ("kv_num_heads", Shape.KeyValueHeads),
            ("do_rotary", 1)
        );
        string[] present = [$"present.{layer}.key", $"present.{layer}.value"];
        Also(present);
        Array.ForEach(present, value => Graph.Output(value, TensorElementType.Float));
        return Project(given, own.Out, $"{layer}.out");
    }

    protected override string Mlp(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        string gate = Project(read, own.Gate, $"{layer}.gate");
        string active = Node("Mul", [gate, Node("Sigmoid", [gate])]);
        string gated = Node("Mul", [active, Project(read, own.Up, $"{layer}.up")]);
        return Project(gated, own.Down, $"{layer}.down");
    }

    protected override (string Read, string Stream) Join(
        string added,
        string stream,
        Norm norm,
        string bias
    )
    {
        string normalised = Graph.Node(
            "com.microsoft",
            "SkipSimplifiedLayerNormalization",
            [stream, added, .. Of(norm)],
            ("epsilon", Shape.Epsilon)
        );
        Also("", "", normalised + "_sum");
        return (normalised, normalised + "_sum");
    }

    private string Past(int layer, string what) =>
        Graph.Input(
            $"past_key_values.{layer}.{what}",
            TensorElementType.Float,
            -1,
            Shape.KeyValueHeads,
            -1,
            Shape.Width
        );

    private string Table(string name, Func<double, double> of)
    {
        int half = Shape.Width / 2;
        float[] values =
        [
            .. Enumerable
                .Range(0, Shape.Positions * half)
                .Select(i => (float)of(NaiveSteps.Angle(i / half, i % half, Shape.Width))),
        ];
        return Graph.Weights(name, values, Shape.Positions, half);
    }
}
