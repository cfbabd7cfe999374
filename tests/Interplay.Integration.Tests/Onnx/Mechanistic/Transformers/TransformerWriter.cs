using System.Globalization;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>Writes a transformer as a model file: the frame that all exports have in common, and the steps that most of them share.</summary>
internal abstract class TransformerWriter
{
    private readonly int _opset;
    private int _scalars;

    protected TransformerWriter(TransformerShape shape, ulong seed, int opset, bool microsoft)
    {
        Shape = shape;
        Weights = TransformerWeights.Random(shape, seed);
        Graph = new GraphBuilder(opset, microsoft);
        _opset = opset;
        Ids = Graph.Input("input_ids", TensorElementType.Int64, -1, -1);
    }

    protected TransformerShape Shape { get; }

    protected TransformerWeights Weights { get; }

    protected GraphBuilder Graph { get; }

    /// <summary>The tokens [batch, tokens].</summary>
    protected string Ids { get; }

    public ExportedTransformer Write()
    {
        (string read, string stream) = Begin(Embedded());
        for (int layer = 0; layer < Shape.Layers; layer++)
        {
            LayerWeights own = Weights.Layers[layer];
            Norm next = layer + 1 < Shape.Layers ? Weights.Layers[layer + 1].First : Weights.Last;
            if (Shape.RunsSideBySide)
            {
                string both = Node("Add", [Attention(layer, read), Mlp(layer, read)]);
                (read, stream) = Join(both, stream, next, "");
                continue;
            }

            (read, stream) = Join(
                Attention(layer, read),
                stream,
                Shape.IsNormalisedFirst ? own.Second : own.First,
                $"{layer}.out.bias"
            );
            (read, stream) = Join(
                Mlp(layer, read),
                stream,
                Shape.IsNormalisedFirst ? next : own.Second,
                $"{layer}.down.bias"
            );
        }

        if (Shape.ReadsFirstToken)
        {
            read = Node("Gather", [read, Graph.Numbers([0], scalar: true)], ("axis", 1));
        }

        string logits = Project(read, Weights.Classes, "classes");
        Rename(logits, "logits");
        Graph.Output("logits", TensorElementType.Float);
        return new ExportedTransformer(
            Shape,
            Weights,
            Graph.Model,
            [
                .. Enumerable
                    .Range(0, Shape.Layers)
                    .Select(layer => new LayerProjections(
                        Projection($"{layer}.out"),
                        Projection($"{layer}.down")
                    )),
            ]
        );
    }

    /// <summary>What the attention of a layer adds [batch, tokens, hidden].</summary>
    protected abstract string Attention(int layer, string read);

    /// <summary>What the MLP of a layer adds [batch, tokens, hidden].</summary>
    protected abstract string Mlp(int layer, string read);

    /// <summary>Whether the export writes a projection with its weights transposed.</summary>
    protected virtual bool Transposes(string name) => false;

    /// <summary>A norm of the hidden state.</summary>
    protected virtual string Normalised(string read, Norm norm) =>
        Node("LayerNormalization", [read, .. Of(norm)], ("epsilon", Shape.Epsilon), ("axis", -1));

    /// <summary>What a block adds and the hidden state: what the next block reads, and the hidden state after it.</summary>
    /// <param name="added">What the block adds.</param>
    /// <param name="stream">The hidden state.</param>
    /// <param name="norm">The norm that follows.</param>
    /// <param name="bias">Name of the block's bias, for exports that leave it to the norm.</param>
    protected virtual (string Read, string Stream) Join(
        string added,
        string stream,
        Norm norm,
        string bias
    ) => After(Node("Add", [stream, added]), norm);

    /// <summary>What the next block reads and the hidden state, where norms are nodes of their own.</summary>
    protected (string Read, string Stream) After(string sum, Norm norm)
    {
        string normalised = Normalised(sum, norm);
        return (normalised, Shape.IsNormalisedFirst ? sum : normalised);
    }

    protected string Node(
        string operation,
        ReadOnlySpan<string> inputs,
        params ReadOnlySpan<(string Name, object Value)> attributes
    ) => Graph.Node(operation, inputs, attributes);

    /// <summary>Names more outputs of the last node.</summary>
    protected void Also(params string[] outputs) => Graph.Model.Graph.Node[^1].Output.Add(outputs);

    protected string Matrix(string name, Matrix matrix) =>
        Graph.Weights(name, matrix.Values, matrix.Rows, matrix.Columns);

    protected string Vector(string name, float[] values) =>
        Graph.Weights(name, values, values.Length);

    protected string[] Of(Norm norm)
    {
        string name = $"norm_{_scalars++}";
        return Shape.IsRootMeanSquare
            ? [Vector(name + ".gain", norm.Gain)]
            : [Vector(name + ".gain", norm.Gain), Vector(name + ".shift", norm.Shift)];
    }

    protected string Scalar(double value) => Graph.Weights($"scalar_{_scalars++}", [(float)value]);

    /// <summary>A product with weights, and their bias if the model has biases and it is wanted here.</summary>
    protected string Project(string read, Linear linear, string name, bool withBias = true)
    {
        string product = Node("MatMul", [read, Matrix(name + ".weight", linear.Weights)]);
        return Shape.HasBiases && withBias
            ? Node("Add", [Vector(name + ".bias", linear.Bias), product])
            : product;
    }

    protected string Unsqueezed(string value, params int[] axes) =>
        _opset < 13
            ? Node("Unsqueeze", [value], ("axes", axes))
            : Node("Unsqueeze", [value, Graph.Numbers([.. axes.Select(static i => (long)i)])]);

    /// <summary>One dimension of a value, as a vector of one number.</summary>
    protected string Size(string value, int axis) =>
        Unsqueezed(
            Node("Gather", [Node("Shape", [value]), Graph.Numbers([axis], scalar: true)]),
            0
        );

    /// <summary>A vector of whole numbers; texts name vectors, numbers stand for themselves.</summary>
    protected string Dims(params object[] parts) =>
        Node(
            "Concat",
            [
                .. parts.Select(part =>
                    part as string
                    ?? Graph.Numbers([Convert.ToInt64(part, CultureInfo.InvariantCulture)])
                ),
            ],
            ("axis", 0)
        );

    protected string Slice(string value, string from, string to, int axis) =>
        Node("Slice", [value, from, to, Graph.Numbers([axis])]);

    protected string Slice(string value, long from, long to, int axis) =>
        Slice(value, Graph.Numbers([from]), Graph.Numbers([to]), axis);

    private string Embedded()
    {
        string words = Node("Gather", [Matrix("words", Weights.Words), Ids]);
        if (Shape.HasRotary)
        {
            return words;
        }

        string places = Slice(
            Graph.Numbers([.. Enumerable.Range(0, Shape.Positions).Select(static i => (long)i)]),
            Graph.Numbers([0]),
            Size(Ids, 1),
            0
        );
        return Node(
            "Add",
            [words, Node("Gather", [Matrix("positions", Weights.Positions), places])]
        );
    }

    private (string Read, string Stream) Begin(string hidden) =>
        (Shape.IsNormalisedFirst ? Normalised(hidden, Weights.Layers[0].First) : hidden, hidden);

    private Projection Projection(string name) =>
        new(name + ".weight", Shape.HasBiases ? name + ".bias" : null, Transposes(name));

    private void Rename(string from, string to)
    {
        NodeProto node = Graph.Model.Graph.Node.Single(node => node.Output.Contains(from));
        node.Output[node.Output.IndexOf(from)] = to;
    }
}
