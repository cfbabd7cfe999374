using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Graphs;

/// <summary>
/// The optimiser of ONNX Runtime leaves the bias of a block to the normalisation that follows it. The bias is the block's all the same: it is added
/// by a node of its own here, so that whoever takes out the block takes out its bias, in whatever form the model was exported.
/// </summary>
internal static class SkipBias
{
    private const int LongestPath = 8;

    /// <summary>Takes the biases out of the normalisations of a graph.</summary>
    public static void Split(GraphProto graph)
    {
        NodeProto[] nodes = [.. graph.Node];
        if (!Array.Exists(nodes, static node => BiasOf(node) is not null))
        {
            return;
        }

        var producers = new Dictionary<string, NodeProto>();
        foreach (NodeProto node in nodes)
        {
            foreach (string output in node.Output)
            {
                producers.TryAdd(output, node);
            }
        }

        graph.Node.Clear();
        foreach (NodeProto node in nodes)
        {
            if (BiasOf(node) is { } place)
            {
                int block =
                    IsProjected(node.Input[1], producers) && !IsProjected(node.Input[0], producers)
                        ? 1
                        : 0;
                var add = new NodeProto { OpType = "Add", Name = $"{node.Name}:bias" };
                add.Input.Add([node.Input[block], node.Input[place]]);
                add.Output.Add($"{node.Output.First(static output => output.Length > 0)}:biased");
                node.Input[block] = add.Output[0];
                node.Input[place] = "";
                graph.Node.Add(add);
            }

            graph.Node.Add(node);
        }
    }

    private static int? BiasOf(NodeProto node)
    {
        int place = node.IsMicrosoft("SkipLayerNormalization") ? 4 : 3;
        return
            (place == 4 || node.IsMicrosoft("SkipSimplifiedLayerNormalization"))
            && node.Output.Any(static output => output.Length > 0)
            && node.In(place).Length > 0
            ? place
            : null;
    }

    /// <summary>Whether a value is the product of a projection, in another shape perhaps.</summary>
    private static bool IsProjected(string value, Dictionary<string, NodeProto> producers)
    {
        for (int i = 0; i < LongestPath && producers.TryGetValue(value, out NodeProto? node); i++)
        {
            if (node.OpType is not ("Reshape" or "Transpose" or "Cast" or "Identity" or "Dropout"))
            {
                return node.OpType.Contains("MatMul", StringComparison.Ordinal)
                    || node.OpType.Contains("Gemm", StringComparison.Ordinal);
            }

            value = node.In(0);
        }

        return false;
    }
}
