using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Mechanistic.Rewriting;

/// <summary>
/// Writes parts of a graph as models of their own: what comes before some sites, and what comes after them with masks inserted. The node that gives
/// a masked value gives it under another name, and a node of ours gives the masked one under the old name, so that every reader gets it, branches
/// and loop bodies too.
/// </summary>
internal sealed class MaskedGraph(OnnxGraph graph, string output)
{
    /// <summary>The name under which a masked graph gives the output that is read, as real numbers of 32 bits.</summary>
    public const string Output = Prefix + "output";

    private const string Prefix = "interplay:";
    private readonly GraphIndex _index = graph.Index;

    /// <summary>The input that multiplies a site, or that chooses between it and what stands in for it.</summary>
    public static string MaskOf(MaskSite site) => $"{Prefix}mask:{site.Value}";

    /// <summary>The input that stands in for what is removed at a site.</summary>
    public static string FillOf(MaskSite site) => $"{Prefix}fill:{site.Value}";

    /// <summary>The name under which a masked graph carries what a site gives before it is masked.</summary>
    public static string UnmaskedOf(string value) => $"{Prefix}unmasked:{value}";

    /// <summary>A model that gives some values of the graph, nothing masked.</summary>
    public ModelProto Giving(IEnumerable<string> values)
    {
        string[] wanted = [.. values];
        ModelProto model = Shell();
        bool[] needed = Ancestors(wanted, static _ => true);
        Fill(
            model.Graph,
            Nodes(needed),
            [.. graph.Model.Graph.Input.Where(i => _index.Inputs.Contains(i.Name))]
        );
        model.Graph.Output.Add(wanted.Select(Named));
        return model;
    }

    /// <summary>
    /// The nodes that must run again for every mask: those that depend on one of the sites, and those of <paramref name="kept"/>, as far as the
    /// output needs them.
    /// </summary>
    public bool[] After(IReadOnlyCollection<MaskSite> sites, IReadOnlySet<int> kept)
    {
        HashSet<string> changed = [.. sites.Select(static site => site.Value)];
        var after = new bool[_index.Nodes.Count];
        for (int at = 0; at < after.Length; at++)
        {
            NodeProto node = _index.Nodes[at];
            after[at] = node.Reads().Any(changed.Contains);
            if (after[at])
            {
                changed.UnionWith(node.Output);
            }

            // A kept node runs in both parts; what else reads it may stay in the first.
            after[at] |= kept.Contains(at);
        }

        bool[] needed = Ancestors([output], static _ => true);
        for (int at = 0; at < after.Length; at++)
        {
            after[at] &= needed[at];
        }

        return after;
    }

    /// <summary>The values that nodes to be run again read from elsewhere: inputs of the model and what is computed before.</summary>
    public string[] Carried(bool[] after, IReadOnlyCollection<MaskSite> sites)
    {
        var carried = new List<string>();
        var seen = new HashSet<string>();
        IEnumerable<string> reads = Enumerable
            .Range(0, after.Length)
            .Where(at => after[at])
            .SelectMany(at => _index.Nodes[at].Reads())
            .Concat(sites.Select(static site => site.Value));
        foreach (string read in reads)
        {
            int producer = _index.ProducerAt(read);
            if (!_index.IsConstant(read) && (producer < 0 || !after[producer]) && seen.Add(read))
            {
                carried.Add(read);
            }
        }

        return [.. carried];
    }

    /// <summary>The model of the nodes to be run again, with masks.</summary>
    /// <param name="after">The nodes.</param>
    /// <param name="carried">What they read from elsewhere: the inputs of the model, under the names of the values (those of sites before masking).</param>
    /// <param name="sites">Where masks are inserted.</param>
    /// <param name="types">The element types of the carried values and of the sites.</param>
    /// <param name="replaces">Whether removed columns are replaced by an input instead of being multiplied by zero.</param>
    public ModelProto Masked(
        bool[] after,
        IReadOnlyList<string> carried,
        IReadOnlyList<MaskSite> sites,
        IReadOnlyDictionary<string, TensorElementType> types,
        bool replaces
    )
    {
        ModelProto model = Shell();
        Dictionary<string, MaskSite> masked = sites.ToDictionary(static site => site.Value);
        var nodes = new List<NodeProto>();
        foreach (string value in carried.Where(masked.ContainsKey))
        {
            nodes.AddRange(Mask(masked[value], types[value], replaces));
        }

        bool[] constants = ConstantsOf(after);
        for (int at = 0; at < after.Length; at++)
        {
            if (!after[at] && !constants[at])
            {
                continue;
            }

            NodeProto node = _index.Nodes[at];
            MaskSite[] here = [.. node.Output.Where(masked.ContainsKey).Select(v => masked[v])];
            nodes.Add(here.Length == 0 ? node : Renamed(node, here));
            nodes.AddRange(here.SelectMany(site => Mask(site, types[site.Value], replaces)));
        }

        var inputs = new List<ValueInfoProto>();
        inputs.AddRange(
            carried.Select(value =>
                Typed(masked.ContainsKey(value) ? UnmaskedOf(value) : value, types[value])
            )
        );
        foreach (MaskSite site in sites)
        {
            inputs.Add(
                Typed(MaskOf(site), replaces ? TensorElementType.Bool : TensorElementType.Float)
            );
            if (replaces)
            {
                inputs.Add(Typed(FillOf(site), types[site.Value]));
            }
        }

        nodes.Add(Cast(output, Output, TensorElementType.Float));
        Fill(model.Graph, nodes, inputs);
        model.Graph.Output.Add(Named(Output));
        return model;
    }

    private static NodeProto Cast(string from, string to, TensorElementType type)
    {
        var cast = new NodeProto { OpType = "Cast", Name = to };
        cast.Input.Add(from);
        cast.Output.Add(to);
        cast.Attribute.Add(GraphBuilder.Attribute("to", (int)type));
        return cast;
    }

    private static IEnumerable<NodeProto> Mask(MaskSite site, TensorElementType type, bool replaces)
    {
        string mask = MaskOf(site);
        if (!replaces && type != TensorElementType.Float)
        {
            NodeProto cast = Cast(mask, $"{Prefix}cast:{site.Value}", type);
            mask = cast.Output[0];
            yield return cast;
        }

        var node = new NodeProto
        {
            OpType = replaces ? "Where" : "Mul",
            Name = $"{Prefix}masked:{site.Value}",
        };
        string unmasked = UnmaskedOf(site.Value);
        node.Input.Add(replaces ? [mask, unmasked, FillOf(site)] : [unmasked, mask]);
        node.Output.Add(site.Value);
        yield return node;
    }

    private static NodeProto Renamed(NodeProto node, MaskSite[] sites)
    {
        NodeProto copy = node.Clone();
        for (int i = 0; i < copy.Output.Count; i++)
        {
            if (sites.Any(site => site.Value == copy.Output[i]))
            {
                copy.Output[i] = UnmaskedOf(copy.Output[i]);
            }
        }

        return copy;
    }

    private static ValueInfoProto Named(string value) => new() { Name = value };

    private static ValueInfoProto Typed(string value, TensorElementType type) =>
        new()
        {
            Name = value,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)type },
            },
        };

    /// <summary>The constant nodes that some nodes need, those of their branches too.</summary>
    private bool[] ConstantsOf(bool[] nodes) =>
        Ancestors(
            Enumerable
                .Range(0, nodes.Length)
                .Where(at => nodes[at])
                .SelectMany(at => _index.Nodes[at].Reads()),
            node => node.Output.All(value => value.Length == 0 || _index.IsConstant(value))
        );

    /// <summary>The nodes that give some values or lead to them, no further back than <paramref name="follows"/> says.</summary>
    private bool[] Ancestors(IEnumerable<string> values, Func<NodeProto, bool> follows)
    {
        var needed = new bool[_index.Nodes.Count];
        var open = new Stack<string>(values);
        while (open.TryPop(out string? value))
        {
            int at = _index.ProducerAt(value);
            if (at >= 0 && !needed[at] && follows(_index.Nodes[at]))
            {
                needed[at] = true;
                foreach (string read in _index.Nodes[at].Reads())
                {
                    open.Push(read);
                }
            }
        }

        return needed;
    }

    private IEnumerable<NodeProto> Nodes(bool[] chosen) =>
        _index.Nodes.Where((_, at) => chosen[at]);

    /// <summary>The model without its graph's content: operator sets, functions, names.</summary>
    private ModelProto Shell()
    {
        ModelProto source = graph.Model;
        var model = new ModelProto
        {
            IrVersion = source.IrVersion,
            ProducerName = source.ProducerName,
            Graph = new GraphProto { Name = source.Graph.Name },
        };
        model.OpsetImport.Add(source.OpsetImport);
        model.Functions.Add(source.Functions);
        return model;
    }

    /// <summary>Puts nodes and inputs into a graph, and the weights that the nodes read.</summary>
    private void Fill(
        GraphProto target,
        IEnumerable<NodeProto> nodes,
        IReadOnlyCollection<ValueInfoProto> inputs
    )
    {
        target.Node.Add(nodes);
        target.Input.Add(inputs);
        HashSet<string> read = [.. target.Node.SelectMany(static node => node.Reads())];
        target.Initializer.Add(graph.Model.Graph.Initializer.Where(w => read.Contains(w.Name)));
        target.SparseInitializer.Add(
            graph.Model.Graph.SparseInitializer.Where(w => read.Contains(w.Values?.Name ?? ""))
        );
    }
}
