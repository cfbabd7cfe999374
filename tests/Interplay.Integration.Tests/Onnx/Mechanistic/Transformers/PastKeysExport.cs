using Google.Protobuf;
using Interplay.Onnx.Graphs.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>
/// A causal model as GPT-2 is exported with its cache: projections are a Gemm over all tokens of all rows, queries, keys and values one of them and
/// split, past keys and values inputs that are joined, the mask a table that is cut, GELU by tanh of its operators.
/// </summary>
internal sealed class PastKeysExport : TransformerWriter
{
    private readonly string _table;

    public PastKeysExport(bool sideBySide = false)
        : base(
            new TransformerShape
            {
                Activation = Activation.GeluTanh,
                HasBiases = true,
                IsCausal = true,
                IsNormalisedFirst = true,
                RunsSideBySide = sideBySide,
            },
            seed: 108,
            opset: 17,
            microsoft: false
        )
    {
        var table = new TensorProto { Name = "seen", DataType = 9 };
        table.Dims.Add([1, 1, Shape.Positions, Shape.Positions]);
        table.RawData = ByteString.CopyFrom([
            .. Enumerable
                .Range(0, Shape.Positions * Shape.Positions)
                .Select(i => (byte)(i % Shape.Positions <= i / Shape.Positions ? 1 : 0)),
        ]);
        Graph.Model.Graph.Initializer.Add(table);
        _table = table.Name;
    }

    protected override string Attention(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        int width = Shape.Heads * Shape.Width;
        string packed = Gemm(
            read,
            new Linear(
                Transformers.Matrix.Joined(own.Query.Weights, own.Key.Weights, own.Value.Weights),
                [.. own.Query.Bias, .. own.Key.Bias, .. own.Value.Bias]
            ),
            $"{layer}.packed"
        );
        string queries = Node("Split", [packed, Graph.Numbers([width, width, width])], ("axis", 2));
        string[] others = [queries + ".keys", queries + ".values"];
        Also(others);
        string keys = WithPast(Heads(others[0]), layer, "key");
        string values = WithPast(Heads(others[1]), layer, "value");
        string total = Size(keys, 2);
        string seen = Slice(
            Slice(_table, Node("Sub", [total, Size(read, 1)]), total, 2),
            Graph.Numbers([0]),
            total,
            3
        );
        string scores = Node(
            "Div",
            [
                Node(
                    "MatMul",
                    [Heads(queries), Node("Transpose", [keys], ("perm", new[] { 0, 1, 3, 2 }))]
                ),
                Scalar(Math.Sqrt(Shape.Width)),
            ]
        );
        string weights = Node(
            "Softmax",
            [Node("Where", [seen, scores, Scalar(float.MinValue)])],
            ("axis", -1)
        );
        string joined = Node(
            "Reshape",
            [
                Node(
                    "Transpose",
                    [Node("MatMul", [weights, values])],
                    ("perm", new[] { 0, 2, 1, 3 })
                ),
                Dims(Size(read, 0), Size(read, 1), width),
            ]
        );
        return Gemm(joined, own.Out, $"{layer}.out");

        string Heads(string value) =>
            Node(
                "Transpose",
                [
                    Node(
                        "Reshape",
                        [value, Dims(Size(value, 0), Size(value, 1), Shape.Heads, Shape.Width)]
                    ),
                ],
                ("perm", new[] { 0, 2, 1, 3 })
            );
    }

    protected override string Mlp(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        string x = Gemm(read, own.Up, $"{layer}.up");
        string cubic = Node("Mul", [Node("Pow", [x, Scalar(3)]), Scalar(0.044715)]);
        string inner = Node("Mul", [Node("Add", [x, cubic]), Scalar(Math.Sqrt(2 / Math.PI))]);
        string active = Node(
            "Mul",
            [Node("Mul", [x, Scalar(0.5)]), Node("Add", [Node("Tanh", [inner]), Scalar(1)])]
        );
        return Gemm(active, own.Down, $"{layer}.down");
    }

    private string Gemm(string read, Linear linear, string name)
    {
        string rows = Node("Reshape", [read, Graph.Numbers([-1, linear.Weights.Rows])]);
        string product = Node(
            "Gemm",
            [rows, Matrix(name + ".weight", linear.Weights), Vector(name + ".bias", linear.Bias)]
        );
        return Node(
            "Reshape",
            [product, Dims(Size(read, 0), Size(read, 1), linear.Weights.Columns)]
        );
    }

    private string WithPast(string value, int layer, string what)
    {
        string past = Graph.Input(
            $"past_key_values.{layer}.{what}",
            TensorElementType.Float,
            -1,
            Shape.Heads,
            -1,
            Shape.Width
        );
        string all = Node("Concat", [past, value], ("axis", 2));
        Graph.Output(all, TensorElementType.Float);
        return all;
    }
}
