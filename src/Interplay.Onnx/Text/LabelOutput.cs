using Google.Protobuf;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Text;

/// <summary>What stands at the end of a classifier's graph: probabilities are told from logits, and traced back to the logits that they were made of.</summary>
internal sealed class LabelOutput
{
    private LabelOutput(string name, bool isSoftmax, bool isSigmoid)
    {
        Name = name;
        IsSoftmax = isSoftmax;
        IsSigmoid = isSigmoid;
    }

    /// <summary>The value to be read: what the probabilities are made of, or the output itself.</summary>
    public string Name { get; }

    /// <summary>Whether the graph makes probabilities of one label out of all.</summary>
    public bool IsSoftmax { get; }

    /// <summary>Whether the graph makes a probability of each label.</summary>
    public bool IsSigmoid { get; }

    /// <summary>Looks at the nodes that give an output. Casts, copies and changes of shape after a node do not hide it.</summary>
    public static LabelOutput Trace(ModelProto model, string output)
    {
        var producers = new Dictionary<string, NodeProto>(StringComparer.Ordinal);
        foreach (NodeProto node in model.Graph.Node)
        {
            foreach (string value in node.Output)
            {
                producers[value] = node;
            }
        }

        string at = output;
        for (
            int steps = 0;
            steps <= producers.Count && producers.TryGetValue(at, out NodeProto? node);
            steps++
        )
        {
            switch (node.OpType)
            {
                case "Identity"
                or "Cast"
                or "Squeeze"
                or "Unsqueeze"
                or "Reshape"
                or "Flatten"
                or "Dropout":
                    at = node.Input[0];
                    continue;
                case "Softmax" when IsOverLast(node):
                    return new LabelOutput(node.Input[0], isSoftmax: true, isSigmoid: false);
                case "Sigmoid":
                    return new LabelOutput(node.Input[0], isSoftmax: false, isSigmoid: true);
                default:
                    return new LabelOutput(output, isSoftmax: false, isSigmoid: false);
            }
        }

        return new LabelOutput(output, isSoftmax: false, isSigmoid: false);
    }

    /// <summary>The model with the value to be read as its only output.</summary>
    public byte[] Rewritten(ModelProto model)
    {
        ModelProto copy = model.Clone();
        copy.Graph.Output.Clear();
        copy.Graph.Output.Add(new ValueInfoProto { Name = Name });
        return copy.ToByteArray();
    }

    /// <summary>Whether a graph scales what it reads by all rows of a batch, so that a text has one value only when it is alone.</summary>
    public static bool MixesRows(ModelProto model) =>
        MixesRows(model.Graph)
        || model.Functions.Any(static function => function.Node.Any(MixesRows));

    private static bool MixesRows(GraphProto graph) => graph.Node.Any(MixesRows);

    private static bool MixesRows(NodeProto node) =>
        node.OpType.StartsWith("DynamicQuantize", StringComparison.Ordinal)
        || node.Attribute.SelectMany(static attribute => attribute.InnerGraphs()).Any(MixesRows);

    private static bool IsOverLast(NodeProto node) =>
        node.Attribute.FirstOrDefault(static a => a.Name == "axis") is not { } axis
        || axis.I is -1 or 1;
}
