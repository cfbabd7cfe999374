namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>
/// An encoder as old exporters write it: tokens first, the heads in the batch dimension, the output projection a Gemm with transposed weights over
/// all tokens of all rows, norms composed of their operators and before the blocks.
/// </summary>
/// <param name="flattens">Whether the hidden state is added tokens first and all rows flat, so that the rows of a batch take turns.</param>
internal sealed class BatchedHeadsExport(bool flattens = false)
    : TransformerWriter(
        new TransformerShape { HasBiases = true, IsNormalisedFirst = true },
        seed: 102,
        opset: 12,
        microsoft: false
    )
{
    protected override bool Transposes(string name) =>
        name.EndsWith("out", StringComparison.Ordinal);

    protected override string Normalised(string read, Norm norm)
    {
        string[] own = Of(norm);
        string centred = Node("Sub", [read, Mean(read)]);
        string variance = Mean(Node("Pow", [centred, Scalar(2)]));
        string size = Node("Sqrt", [Node("Add", [variance, Scalar(Shape.Epsilon)])]);
        return Node("Add", [Node("Mul", [Node("Div", [centred, size]), own[0]]), own[1]]);
    }

    protected override string Attention(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        int width = Shape.Heads * Shape.Width;
        string turned = Node("Transpose", [read], ("perm", new[] { 1, 0, 2 }));
        string tokens = Size(turned, 0);
        string batch = Size(turned, 1);
        string all = Node("Mul", [batch, Graph.Numbers([Shape.Heads])]);
        string queries = Node(
            "Mul",
            [Project(turned, own.Query, $"{layer}.query"), Scalar(1 / Math.Sqrt(Shape.Width))]
        );
        string scores = Node(
            "MatMul",
            [
                Heads(queries),
                Node(
                    "Transpose",
                    [Heads(Project(turned, own.Key, $"{layer}.key"))],
                    ("perm", new[] { 0, 2, 1 })
                ),
            ]
        );
        string given = Node(
            "MatMul",
            [
                Node("Softmax", [scores], ("axis", -1)),
                Heads(Project(turned, own.Value, $"{layer}.value")),
            ]
        );
        string rows = Node(
            "Reshape",
            [
                Node("Transpose", [given], ("perm", new[] { 1, 0, 2 })),
                Dims(Node("Mul", [tokens, batch]), width),
            ]
        );
        string added = Node(
            "Gemm",
            [
                rows,
                Matrix($"{layer}.out.weight", own.Out.Weights.Transposed()),
                Vector($"{layer}.out.bias", own.Out.Bias),
            ],
            ("transB", 1)
        );
        return Node(
            "Transpose",
            [Node("Reshape", [added, Dims(tokens, batch, Shape.Hidden)])],
            ("perm", new[] { 1, 0, 2 })
        );

        string Heads(string value) =>
            Node(
                "Transpose",
                [Node("Reshape", [value, Dims(tokens, all, Shape.Width)])],
                ("perm", new[] { 1, 0, 2 })
            );
    }

    protected override string Mlp(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        string active = Node("Relu", [Project(read, own.Up, $"{layer}.up")]);
        return Project(active, own.Down, $"{layer}.down");
    }

    protected override (string Read, string Stream) Join(
        string added,
        string stream,
        Norm norm,
        string bias
    )
    {
        if (!flattens)
        {
            return base.Join(added, stream, norm, bias);
        }

        string sum = Node("Add", [Flat(stream), Flat(added)]);
        string turned = Node(
            "Reshape",
            [sum, Dims(Size(stream, 1), Size(stream, 0), Shape.Hidden)]
        );
        return After(Node("Transpose", [turned], ("perm", new[] { 1, 0, 2 })), norm);

        string Flat(string value) =>
            Node(
                "Reshape",
                [
                    Node("Transpose", [value], ("perm", new[] { 1, 0, 2 })),
                    Graph.Numbers([-1, Shape.Hidden]),
                ]
            );
    }

    private string Mean(string value) =>
        Node("ReduceMean", [value], ("axes", new[] { -1 }), ("keepdims", 1));
}
