using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>Steps through a graph along operators that only carry a value on: no data of theirs get in.</summary>
internal sealed class GraphWalk(OnnxGraph graph)
{
    private const int LongestPath = 24;

    private static readonly HashSet<string> Carriers =
    [
        "Cast",
        "Dropout",
        "Identity",
        "Reshape",
        "Flatten",
        "Transpose",
        "Squeeze",
        "Unsqueeze",
        "QuantizeLinear",
        "DequantizeLinear",
    ];

    private static readonly HashSet<string> Norms =
    [
        "LayerNormalization",
        "SimplifiedLayerNormalization",
        "RMSNormalization",
    ];

    private readonly GraphIndex _index = graph.Index;

    /// <summary>Nodes that read a value as data: those that only ask its shape are left out.</summary>
    public IEnumerable<NodeProto> Readers(string value) =>
        _index
            .ConsumersAt(value)
            .Distinct()
            .Select(at => _index.Nodes[at])
            .Where(static node => !node.Is("Shape") && !node.Is("Size") && !node.Is("IsNaN"));

    /// <summary>The only node that reads a value as data.</summary>
    public NodeProto? OnlyReader(string value)
    {
        NodeProto[] readers = [.. Readers(value).Take(2)];
        return readers.Length == 1 ? readers[0] : null;
    }

    /// <summary>Whether an operator multiplies by weights of the file.</summary>
    public bool IsProjection(NodeProto node) => Weights(node) is not null;

    /// <summary>Rows (what it reads) and columns (what it gives) of a projection; null if the node is none.</summary>
    public (long? Rows, long? Columns)? Weights(NodeProto node)
    {
        if (node.IsMicrosoft("MatMulNBits"))
        {
            return (node.Int("K"), node.Int("N"));
        }

        bool gemm = node.Is("Gemm") || node.IsMicrosoft("FusedGemm");
        if (
            !gemm && !node.Is("MatMul") && !node.IsMicrosoft("FusedMatMul")
            || node.Input.Count < 2
            || !_index.IsConstant(node.Input[1])
            // What a Gemm adds may be the hidden state instead of a bias: then its result is not what a block gives.
            || (gemm && node.In(2).Length > 0 && !_index.IsConstant(node.In(2)))
        )
        {
            return null;
        }

        bool turned = node.Int("transB") is 1;
        string weights = node.Input[1];
        long? rows = graph.Shapes.FromEnd(weights, turned ? 0 : 1);
        long? columns = graph.Shapes.FromEnd(weights, turned ? 1 : 0);
        return (rows, columns);
    }

    /// <summary>The projection that reads a value, over carriers and gates; null if there is none near.</summary>
    public NodeProto? NextProjection(string value)
    {
        var seen = new HashSet<string>();
        var open = new Queue<(string Value, int Steps)>([(value, 0)]);
        while (open.TryDequeue(out (string Value, int Steps) next))
        {
            foreach (NodeProto reader in Readers(next.Value))
            {
                if (IsProjection(reader) && reader.Input[0] == next.Value)
                {
                    return reader;
                }

                bool carries = IsCarrier(reader) || reader.Is("Mul") || IsNorm(reader);
                if (carries && next.Steps < LongestPath && seen.Add(reader.Output[0]))
                {
                    open.Enqueue((reader.Output[0], next.Steps + 1));
                }
            }
        }

        return null;
    }

    /// <summary>
    /// What a projection gives, followed over its bias, carriers and norms up to where it is added to the hidden state: the last value before
    /// that and the node that adds. Null if no addition is reached.
    /// </summary>
    public (string Output, NodeProto Adder)? Residual(NodeProto projection)
    {
        string value = projection.Output[0];
        for (int i = 0; i < LongestPath; i++)
        {
            if (OnlyReader(value) is not { } reader)
            {
                return null;
            }

            if (Adds(reader))
            {
                return (value, reader);
            }

            bool weighs =
                (reader.Is("Add") || reader.Is("Mul"))
                && reader.Input.Any(input => input != value && _index.IsConstant(input));
            if (!weighs && !IsCarrier(reader) && !IsNorm(reader))
            {
                return null;
            }

            value = reader.Output[0];
        }

        return null;
    }

    /// <summary>The value that a projection reads, before carriers.</summary>
    public string Source(NodeProto projection)
    {
        string value = projection.Input[0];
        for (int i = 0; i < LongestPath; i++)
        {
            if (
                _index.Producer(value) is not { } node
                || !IsCarrier(node)
                || node.Is("Transpose")
                || OnlyReader(node.Input[0]) is null
            )
            {
                break;
            }

            value = node.Input[0];
        }

        return value;
    }

    private static bool IsCarrier(NodeProto node) =>
        Carriers.Contains(node.OpType) && node.Input.Count > 0 && node.Output.Count > 0;

    private static bool IsNorm(NodeProto node) => Norms.Contains(node.OpType);

    /// <summary>Whether a node adds two values that both depend on the inputs.</summary>
    private bool Adds(NodeProto node) =>
        node.IsMicrosoft("SkipLayerNormalization")
        || node.IsMicrosoft("SkipSimplifiedLayerNormalization")
        || (
            node.Is("Add")
            && node.Input.Count == 2
            && !_index.IsConstant(node.Input[0])
            && !_index.IsConstant(node.Input[1])
        );
}
