using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>
/// A causal model in the manner of Llama: keys and values shared by groups of heads and repeated by Unsqueeze, Expand and Reshape, rotary
/// positions, RMS norms and a gated MLP of their operators.
/// </summary>
internal sealed class GroupedExport : TransformerWriter
{
    private readonly string _tokens;
    private readonly string _cosines;
    private readonly string _sines;
    private readonly string _mask;

    public GroupedExport()
        : base(
            new TransformerShape
            {
                KeyValueHeads = 2,
                Activation = Activation.Silu,
                HasRotary = true,
                IsCausal = true,
                IsGated = true,
                IsNormalisedFirst = true,
                IsRootMeanSquare = true,
            },
            seed: 103,
            opset: 14,
            microsoft: false
        )
    {
        _tokens = Size(Ids, 1);
        _cosines = Table("cosines", Math.Cos);
        _sines = Table("sines", Math.Sin);
        var fill = new TensorProto { DataType = 1 };
        fill.Dims.Add(1);
        fill.FloatData.Add(float.MinValue);
        string square = Node("ConstantOfShape", [Dims(_tokens, _tokens)], ("value", fill));
        string above = Node("Trilu", [square, Graph.Numbers([1], scalar: true)], ("upper", 1));
        _mask = Unsqueezed(above, 0, 1);
    }

    protected override string Normalised(string read, Norm norm)
    {
        string squares = Node("Pow", [read, Scalar(2)]);
        string mean = Node("ReduceMean", [squares], ("axes", new[] { -1 }), ("keepdims", 1));
        string size = Node("Sqrt", [Node("Add", [mean, Scalar(Shape.Epsilon)])]);
        return Node("Mul", [Of(norm)[0], Node("Mul", [read, Node("Div", [Scalar(1), size])])]);
    }

    protected override string Attention(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        string batch = Size(read, 0);
        string queries = Turned(Heads(Project(read, own.Query, $"{layer}.query"), Shape.Heads));
        string keys = Repeated(
            Turned(Heads(Project(read, own.Key, $"{layer}.key"), Shape.KeyValueHeads))
        );
        string values = Repeated(
            Heads(Project(read, own.Value, $"{layer}.value"), Shape.KeyValueHeads)
        );
        string scores = Node(
            "Mul",
            [
                Node(
                    "MatMul",
                    [queries, Node("Transpose", [keys], ("perm", new[] { 0, 1, 3, 2 }))]
                ),
                Scalar(1 / Math.Sqrt(Shape.Width)),
            ]
        );
        string given = Node(
            "MatMul",
            [Node("Softmax", [Node("Add", [scores, _mask])], ("axis", -1)), values]
        );
        string joined = Node(
            "Reshape",
            [
                Node("Transpose", [given], ("perm", new[] { 0, 2, 1, 3 })),
                Dims(batch, _tokens, Shape.Heads * Shape.Width),
            ]
        );
        return Project(joined, own.Out, $"{layer}.out");

        string Heads(string value, int count) =>
            Node(
                "Transpose",
                [Node("Reshape", [value, Dims(batch, _tokens, count, Shape.Width)])],
                ("perm", new[] { 0, 2, 1, 3 })
            );

        string Repeated(string value)
        {
            int times = Shape.Heads / Shape.KeyValueHeads;
            string many = Node(
                "Expand",
                [
                    Unsqueezed(value, 2),
                    Dims(batch, Shape.KeyValueHeads, times, _tokens, Shape.Width),
                ]
            );
            return Node("Reshape", [many, Dims(batch, Shape.Heads, _tokens, Shape.Width)]);
        }
    }

    protected override string Mlp(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        string gate = Project(read, own.Gate, $"{layer}.gate");
        string active = Node("Mul", [gate, Node("Sigmoid", [gate])]);
        string gated = Node("Mul", [active, Project(read, own.Up, $"{layer}.up")]);
        return Project(gated, own.Down, $"{layer}.down");
    }

    private string Turned(string heads)
    {
        int half = Shape.Width / 2;
        string behind = Node("Neg", [Slice(heads, half, long.MaxValue, 3)]);
        string swapped = Node("Concat", [behind, Slice(heads, 0, half, 3)], ("axis", -1));
        return Node("Add", [Node("Mul", [heads, _cosines]), Node("Mul", [swapped, _sines])]);
    }

    private string Table(string name, Func<double, double> of)
    {
        int half = Shape.Width / 2;
        float[] values =
        [
            .. Enumerable
                .Range(0, Shape.Positions * Shape.Width)
                .Select(i =>
                    (float)of(
                        NaiveSteps.Angle(i / Shape.Width, i % Shape.Width % half, Shape.Width)
                    )
                ),
        ];
        string table = Graph.Weights(name, values, Shape.Positions, Shape.Width);
        return Slice(table, Graph.Numbers([0]), _tokens, 0);
    }
}
