using Interplay.Onnx.Graphs;

namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>The heads, MLPs, layers and neurons of a transformer, and the values of its graph that hold what they give.</summary>
/// <param name="Layers">The layers in the order they run.</param>
public sealed record ModelComponents(IReadOnlyList<TransformerLayer> Layers)
{
    /// <summary>
    /// Finds the components of a graph: attention as PyTorch and Optimum export it (products and a Softmax, keys and values shared by groups or
    /// not), the fused Attention, MultiHeadAttention and GroupQueryAttention of ONNX Runtime, the Attention of ONNX; and MLPs, plain or gated.
    /// </summary>
    /// <exception cref="InterplayException"><c>components-not-found</c>.</exception>
    public static ModelComponents Detect(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var walk = new GraphWalk(graph);
        List<FoundAttention> attention = new AttentionFinder(graph, walk).Find();
        List<FoundMlp> mlps = new MlpFinder(graph, walk).Find(attention);
        return attention.Count + mlps.Count > 0
            ? new ModelComponents(LayerGrouping.Of(graph.Index, attention, mlps))
            : throw new InterplayException(
                ErrorKind.Data,
                "components-not-found",
                $"No attention and no MLP was recognised in '{graph.Source}' ({graph.NodeCount} nodes: {Census(graph)}). If there are any, name their values in a components file (docs/circuits.md)."
            );
    }

    /// <summary>Reads components from a file in the form that <see cref="ToJson"/> writes, for graphs in which they are not recognised.</summary>
    /// <param name="graph">The graph; the file must fit it.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="InterplayException"><c>file-not-found</c> or <c>components-malformed</c>.</exception>
    public static ModelComponents Read(OnnxGraph graph, string path)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return ComponentsFile.Read(graph, path);
    }

    /// <summary>The file form: JSON, read by <see cref="Read"/>.</summary>
    public string ToJson() => ComponentsFile.Write(this);

    /// <summary>The components of the given kinds, layer by layer, and in a layer the layer itself, then heads, MLP and neurons.</summary>
    public IReadOnlyList<ModelComponent> Of(params ReadOnlySpan<ComponentKind> kinds)
    {
        HashSet<ComponentKind> wanted = [.. kinds];
        var components = new List<ModelComponent>();
        for (int layer = 0; layer < Layers.Count; layer++)
        {
            TransformerLayer found = Layers[layer];
            Add(ComponentKind.Layer, layer, 1);
            Add(ComponentKind.Head, layer, found.Heads);
            Add(ComponentKind.Mlp, layer, found.Mlp is null ? 0 : 1);
            Add(ComponentKind.Neuron, layer, found.Mlp?.Neurons ?? 0);
        }

        return components;

        void Add(ComponentKind kind, int layer, int count)
        {
            for (int i = 0; i < count && wanted.Contains(kind); i++)
            {
                components.Add(new ModelComponent(kind, layer, i));
            }
        }
    }

    private static string Census(OnnxGraph graph) =>
        string.Join(
            ", ",
            graph
                .Index.Nodes.GroupBy(static node => node.OpType)
                .OrderByDescending(static group => group.Count())
                .ThenBy(static group => group.Key, StringComparer.Ordinal)
                .Take(6)
                .Select(static group => $"{group.Count()} {group.Key}")
        );
}
