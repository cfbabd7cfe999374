using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>An encoder as PyTorch exports it: four-dimensional matrix products, a mask that is added, GELU by Erf, norms behind the blocks.</summary>
internal sealed class PlainExport : TransformerWriter
{
    private readonly bool _composesSoftmax;
    private readonly string _mask;

    /// <param name="activation">The nonlinearity.</param>
    /// <param name="composesSoftmax">Whether the Softmax is written as Exp, ReduceSum and Div, which detection does not know.</param>
    public PlainExport(Activation activation = Activation.Gelu, bool composesSoftmax = false)
        : base(
            new TransformerShape
            {
                Activation = activation,
                HasBiases = true,
                ReadsFirstToken = true,
            },
            seed: 101,
            opset: 17,
            microsoft: false
        )
    {
        _composesSoftmax = composesSoftmax;
        string attended = Graph.Input("attention_mask", TensorElementType.Int64, -1, -1);
        string kept = Node("Cast", [Unsqueezed(attended, 1, 2)], ("to", 1));
        _mask = Node("Mul", [Node("Sub", [Scalar(1), kept]), Scalar(-1e9)]);
    }

    protected override string Attention(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        string queries = Heads(Project(read, own.Query, $"{layer}.query"), 0, 2, 1, 3);
        string keys = Heads(Project(read, own.Key, $"{layer}.key"), 0, 2, 3, 1);
        string values = Heads(Project(read, own.Value, $"{layer}.value"), 0, 2, 1, 3);
        string scores = Node(
            "Div",
            [Node("MatMul", [queries, keys]), Scalar(Math.Sqrt(Shape.Width))]
        );
        string given = Node("MatMul", [Softmax(Node("Add", [scores, _mask])), values]);
        string joined = Node(
            "Reshape",
            [
                Node("Transpose", [given], ("perm", new[] { 0, 2, 1, 3 })),
                Dims(Size(read, 0), Size(read, 1), Shape.Heads * Shape.Width),
            ]
        );
        return Project(joined, own.Out, $"{layer}.out");
    }

    protected override string Mlp(int layer, string read)
    {
        LayerWeights own = Weights.Layers[layer];
        return Project(Activated(Project(read, own.Up, $"{layer}.up")), own.Down, $"{layer}.down");
    }

    private string Activated(string value)
    {
        if (Shape.Activation == Activation.Sine)
        {
            return Node("Sin", [value]);
        }

        string erf = Node("Erf", [Node("Div", [value, Scalar(Math.Sqrt(2))])]);
        return Node("Mul", [Node("Mul", [value, Node("Add", [erf, Scalar(1)])]), Scalar(0.5)]);
    }

    private string Softmax(string scores)
    {
        if (!_composesSoftmax)
        {
            return Node("Softmax", [scores], ("axis", -1));
        }

        string powers = Node("Exp", [scores]);
        return Node("Div", [powers, Node("ReduceSum", [powers, Graph.Numbers([-1])])]);
    }

    private string Heads(string value, params int[] order) =>
        Node(
            "Transpose",
            [
                Node(
                    "Reshape",
                    [value, Dims(Size(value, 0), Size(value, 1), Shape.Heads, Shape.Width)]
                ),
            ],
            ("perm", order)
        );
}
