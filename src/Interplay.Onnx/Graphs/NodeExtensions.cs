using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Graphs;

/// <summary>Attributes and names of nodes.</summary>
internal static class NodeExtensions
{
    private const string Microsoft = "com.microsoft";

    /// <summary>Whether a node is an operator of ONNX itself.</summary>
    public static bool Is(this NodeProto node, string operation) =>
        node.OpType == operation && (node.Domain is "" or "ai.onnx");

    /// <summary>Whether a node is an operator that ONNX Runtime adds.</summary>
    public static bool IsMicrosoft(this NodeProto node, string operation) =>
        node.OpType == operation && node.Domain == Microsoft;

    /// <summary>An attribute that is a whole number.</summary>
    public static long? Int(this NodeProto node, string name) =>
        node.Find(name) is { HasI: true } attribute ? attribute.I : null;

    /// <summary>An attribute that is a list of whole numbers.</summary>
    public static IReadOnlyList<long>? Ints(this NodeProto node, string name) =>
        node.Find(name)?.Ints;

    /// <summary>An attribute by its name.</summary>
    public static AttributeProto? Find(this NodeProto node, string name) =>
        node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    /// <summary>The graphs inside an attribute: branches and loop bodies.</summary>
    public static IEnumerable<GraphProto> InnerGraphs(this AttributeProto attribute) =>
        attribute.G is null ? attribute.Graphs : attribute.Graphs.Append(attribute.G);

    /// <summary>The name of an input; empty where it is left out.</summary>
    public static string In(this NodeProto node, int place) =>
        place < node.Input.Count ? node.Input[place] : "";

    /// <summary>How a message calls a node.</summary>
    public static string Title(this NodeProto node) =>
        node.Name.Length > 0 ? $"'{node.Name}' ({node.OpType})"
        : node.Output.Count > 0 ? $"the {node.OpType} that gives '{node.Output[0]}'"
        : $"a node {node.OpType}";

    /// <summary>All names a node reads, also those that only its branches or loop bodies read.</summary>
    public static IEnumerable<string> Reads(this NodeProto node)
    {
        foreach (string input in node.Input)
        {
            if (input.Length > 0)
            {
                yield return input;
            }
        }

        foreach (AttributeProto attribute in node.Attribute)
        {
            foreach (GraphProto graph in attribute.InnerGraphs())
            {
                foreach (string name in Captured(graph))
                {
                    yield return name;
                }
            }
        }
    }

    private static IEnumerable<string> Captured(GraphProto graph)
    {
        HashSet<string> own =
        [
            .. graph.Input.Select(static value => value.Name),
            .. graph.Initializer.Select(static tensor => tensor.Name),
            .. graph.Node.SelectMany(static node => node.Output),
        ];
        return graph
            .Node.SelectMany(static node => node.Reads())
            .Concat(graph.Output.Select(static value => value.Name))
            .Where(name => !own.Contains(name))
            .Distinct();
    }
}
