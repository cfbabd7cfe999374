using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Graphs;

/// <summary>Who gives and who reads each value of a graph, and an order in which its nodes can run. Checks that there is one.</summary>
internal sealed class GraphIndex
{
    private readonly Dictionary<string, int> _producers = [];
    private readonly Dictionary<string, List<int>> _consumers = [];
    private readonly Dictionary<string, TensorProto> _initializers = [];
    private readonly HashSet<string> _inputs = [];
    private readonly HashSet<string> _sparse = [];
    private readonly HashSet<string> _constants = [];
    private readonly List<GraphIndex> _inner = [];

    /// <exception cref="InterplayException"><c>graph-malformed</c>, <c>graph-value-missing</c> or <c>graph-cyclic</c>.</exception>
    public GraphIndex(GraphProto graph)
        : this(graph, []) { }

    private GraphIndex(GraphProto graph, HashSet<string> outer)
    {
        Graph = graph;
        foreach (TensorProto tensor in graph.Initializer)
        {
            if (!_initializers.TryAdd(tensor.Name, tensor))
            {
                throw GraphErrors.Malformed($"There are two initialisers '{tensor.Name}'.");
            }
        }

        _sparse.UnionWith(
            graph.SparseInitializer.Select(static tensor => tensor.Values?.Name ?? "")
        );
        _inputs.UnionWith(
            graph
                .Input.Select(static value => value.Name)
                .Where(name => !_initializers.ContainsKey(name))
        );
        Nodes = InOrder(graph, outer);
        for (int i = 0; i < Nodes.Count; i++)
        {
            foreach (string read in Nodes[i].Reads())
            {
                Readers(read).Add(i);
            }
        }

        CheckOutputs(outer);
        MarkConstants();
        CheckInner(outer);
    }

    /// <summary>The graph.</summary>
    public GraphProto Graph { get; }

    /// <summary>The nodes in an order in which they can run: that of the file where it is one.</summary>
    public IReadOnlyList<NodeProto> Nodes { get; }

    /// <summary>Names of the inputs that must be fed.</summary>
    public IReadOnlySet<string> Inputs => _inputs;

    /// <summary>The graphs inside its nodes: branches and loop bodies.</summary>
    public IReadOnlyList<GraphIndex> Inner => _inner;

    /// <summary>The place in <see cref="Nodes"/> of the node that gives a value, or -1.</summary>
    public int ProducerAt(string value) => _producers.GetValueOrDefault(value, -1);

    /// <summary>The node that gives a value; null for inputs and initialisers.</summary>
    public NodeProto? Producer(string value) =>
        _producers.TryGetValue(value, out int at) ? Nodes[at] : null;

    /// <summary>Places of the nodes that read a value.</summary>
    public IReadOnlyList<int> ConsumersAt(string value) =>
        _consumers.TryGetValue(value, out List<int>? list) ? list : [];

    /// <summary>The initialiser of that name.</summary>
    public TensorProto? Initializer(string value) => _initializers.GetValueOrDefault(value);

    /// <summary>Whether a value is the same in every run: it comes from initialisers and constants only.</summary>
    public bool IsConstant(string value) =>
        _initializers.ContainsKey(value) || _sparse.Contains(value) || _constants.Contains(value);

    /// <summary>The tensor that a value is, if it stands in the file.</summary>
    public TensorProto? Tensor(string value) =>
        Initializer(value)
        ?? (Producer(value) is { } node && node.Is("Constant") ? node.Find("value")?.T : null);

    private List<int> Readers(string value)
    {
        if (!_consumers.TryGetValue(value, out List<int>? list))
        {
            _consumers[value] = list = [];
        }

        return list;
    }

    /// <summary>Kahn's order; of the nodes that can run, the one that stands first in the file.</summary>
    private List<NodeProto> InOrder(GraphProto graph, HashSet<string> outer)
    {
        Dictionary<string, int> producers = Producers(graph);
        var readers = new List<int>?[graph.Node.Count];
        var waiting = new int[graph.Node.Count];
        var ready = new PriorityQueue<int, int>();
        for (int i = 0; i < waiting.Length; i++)
        {
            foreach (string read in graph.Node[i].Reads().Distinct())
            {
                if (producers.TryGetValue(read, out int from))
                {
                    (readers[from] ??= []).Add(i);
                    waiting[i]++;
                }
                else if (
                    !_inputs.Contains(read)
                    && !_initializers.ContainsKey(read)
                    && !outer.Contains(read)
                    && !_sparse.Contains(read)
                )
                {
                    throw GraphErrors.Missing(read, graph.Node[i].Title());
                }
            }

            if (waiting[i] == 0)
            {
                ready.Enqueue(i, i);
            }
        }

        var order = new List<NodeProto>(waiting.Length);
        while (ready.TryDequeue(out int next, out _))
        {
            foreach (string output in graph.Node[next].Output)
            {
                _producers[output] = order.Count;
            }

            order.Add(graph.Node[next]);
            foreach (int reader in readers[next] ?? [])
            {
                if (--waiting[reader] == 0)
                {
                    ready.Enqueue(reader, reader);
                }
            }
        }

        _producers.Remove("");
        return order.Count == waiting.Length
            ? order
            : throw GraphErrors.Cyclic(
                Enumerable
                    .Range(0, waiting.Length)
                    .Where(i => waiting[i] > 0)
                    .Take(5)
                    .Select(i => graph.Node[i].Title())
            );
    }

    private Dictionary<string, int> Producers(GraphProto graph)
    {
        var producers = new Dictionary<string, int>();
        for (int i = 0; i < graph.Node.Count; i++)
        {
            if (graph.Node[i].Output.Count == 0)
            {
                throw GraphErrors.Malformed($"{graph.Node[i].Title()} gives nothing.");
            }

            foreach (string output in graph.Node[i].Output)
            {
                if (
                    output.Length > 0
                    && (
                        !producers.TryAdd(output, i)
                        || _inputs.Contains(output)
                        || _initializers.ContainsKey(output)
                    )
                )
                {
                    throw GraphErrors.Malformed(
                        $"'{output}' is given twice, the second time by {graph.Node[i].Title()}."
                    );
                }
            }
        }

        return producers;
    }

    private void CheckOutputs(HashSet<string> outer)
    {
        foreach (ValueInfoProto output in Graph.Output)
        {
            if (
                !_producers.ContainsKey(output.Name)
                && !_inputs.Contains(output.Name)
                && !_initializers.ContainsKey(output.Name)
                && !outer.Contains(output.Name)
            )
            {
                throw GraphErrors.Missing(output.Name, "The list of outputs");
            }
        }
    }

    private void MarkConstants()
    {
        foreach (NodeProto node in Nodes)
        {
            bool random =
                node.OpType.StartsWith("Random", StringComparison.Ordinal)
                || node.OpType is "Multinomial" or "Bernoulli";
            if (!random && node.Reads().All(IsConstant))
            {
                _constants.UnionWith(node.Output);
            }
        }
    }

    private void CheckInner(HashSet<string> outer)
    {
        HashSet<string>? known = null;
        foreach (NodeProto node in Nodes)
        {
            foreach (
                GraphProto inner in node.Attribute.SelectMany(static attribute =>
                    attribute.InnerGraphs()
                )
            )
            {
                known ??= [.. outer, .. _inputs, .. _initializers.Keys, .. _producers.Keys];
                _inner.Add(new GraphIndex(inner, known));
            }
        }
    }
}
