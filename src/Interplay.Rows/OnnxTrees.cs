using Interplay.Interactions;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Interplay.Recovery.Ensembles;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Rows;

/// <summary>
/// The trees of an ONNX model that is one tree ensemble (TreeEnsembleRegressor or TreeEnsembleClassifier of ai.onnx.ml). What they say of a row with
/// columns removed is again a sum of trees, over the parts of the mask: a node whose column goes the same way in the row and in the row that stands in for it
/// asks nothing, any other asks whether its part is kept. So the spectrum is exact without one ablation.
/// </summary>
public sealed class OnnxTrees
{
    private const string Raw = "NONE";

    /// <summary>Weights of leaves that are held, each leaf having one for every output.</summary>
    private const long MostWeights = 1 << 26;

    private readonly Dictionary<long, Dictionary<long, Node>> _trees;
    private readonly double[] _base;
    private readonly double _share;

    /// <summary>What the first of two classes has less the sum of the trees, which is that of the second; null where each output has a sum of its own.</summary>
    private double? _ofFirst;

    private OnnxTrees(
        byte[] model,
        string output,
        Dictionary<long, Dictionary<long, Node>> trees,
        double[] constants,
        double share
    )
    {
        Model = model;
        Output = output;
        _trees = trees;
        _base = constants;
        _share = share;
    }

    /// <summary>The model with what the trees add up to as its only output, without links such as a logistic function.</summary>
    internal byte[] Model { get; }

    /// <summary>Name of that output.</summary>
    internal string Output { get; }

    /// <summary>Number of trees.</summary>
    public int Count => _trees.Count;

    /// <summary>Number of outputs.</summary>
    public int OutputCount => _ofFirst is null ? _base.Length : 2;

    /// <summary>Reads the trees of a model.</summary>
    /// <param name="bytes">The model.</param>
    /// <param name="path">Where it came from.</param>
    /// <exception cref="InterplayException"><c>trees-unreadable</c>: it is no single ensemble of trees on its input, or of a kind that is not read.</exception>
    public static OnnxTrees Read(byte[] bytes, string path)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(path);
        ModelProto model = GraphFile.Read(
            bytes,
            path,
            Path.GetDirectoryName(Path.GetFullPath(path))!,
            new GraphLimits()
        );
        NodeProto[] ensembles =
        [
            .. model.Graph.Node.Where(static node =>
                node.OpType is "TreeEnsembleRegressor" or "TreeEnsembleClassifier"
            ),
        ];
        if (
            ensembles is not [var ensemble]
            || model.Graph.Input.Count != 1
            || ensemble.In(0) != model.Graph.Input[0].Name
        )
        {
            throw Unreadable(
                path,
                $"it has {ensembles.Length} ensembles of trees and {model.Graph.Input.Count} inputs; one ensemble on one input of numbers is read"
            );
        }

        bool isClassifier = ensemble.OpType == "TreeEnsembleClassifier";
        Dictionary<long, Dictionary<long, Node>> trees = Nodes(ensemble, path);
        int outputs = isClassifier
            ? Math.Max(
                ensemble.Ints("classlabels_int64s")?.Count ?? 0,
                ensemble.Find("classlabels_strings")?.Strings.Count ?? 0
            )
            : (int)(ensemble.Int("n_targets") ?? 1);
        if (outputs is < 1 or > 10_000)
        {
            throw Unreadable(path, $"its ensemble has {outputs} outputs");
        }

        string kind = isClassifier ? "class" : "target";
        bool isOfOne =
            isClassifier && outputs == 2 && ensemble.Ints("class_ids")?.Distinct().Count() == 1;
        int sums = isOfOne ? 1 : outputs;
        AddWeights(ensemble, kind, trees, sums, isOfOne, path);
        string aggregate = ensemble.Find("aggregate_function")?.S.ToStringUtf8() ?? "SUM";
        if (aggregate is not ("SUM" or "AVERAGE"))
        {
            throw Unreadable(
                path,
                $"its trees are combined by {aggregate}; sums and averages are read"
            );
        }

        var constants = new double[sums];
        if (ensemble.Find("base_values")?.Floats is { Count: > 0 } given)
        {
            for (int output = 0; output < sums; output++)
            {
                constants[output] =
                    given.Count == sums
                        ? given[output]
                        : throw Unreadable(
                            path,
                            $"it has {given.Count} base values for {sums} sums of trees"
                        );
            }
        }

        return new OnnxTrees(
            WithoutLink(model, ensemble, isClassifier),
            ensemble.Output[isClassifier ? 1 : 0],
            trees,
            constants,
            aggregate == "AVERAGE" ? 1.0 / trees.Count : 1
        )
        {
            // The runtime's rule for two classes of which one has weights: s, and 1 - s where no weight is negative, else -s.
            _ofFirst =
                !isOfOne ? null
                : ensemble.Find("class_weights")!.Floats.All(static weight => weight >= 0) ? 1
                : 0,
        };
    }

    /// <summary>The exact spectra of a row, one an output.</summary>
    /// <param name="pool">The table.</param>
    /// <param name="features">The columns that are the model's input, in their order.</param>
    /// <param name="function">The row, its parts and what stands in for them.</param>
    /// <exception cref="InterplayException"><c>trees-too-deep</c>.</exception>
    public IReadOnlyList<Spectrum> Explain(
        RowPool pool,
        IReadOnlyList<int> features,
        RowFunction function
    )
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(function);
        int times = function.Times;
        int[] partOf = [.. features.Select(function.PartOf)];
        var result = new Spectrum[_base.Length];
        for (int output = 0; output < result.Length; output++)
        {
            var sum = new EnsembleSpectrum();
            for (int time = 0; time < times; time++)
            {
                float[] kept =
                [
                    .. features.Select(column => (float)pool.Number(function.Row, column)),
                ];
                float[] removed =
                [
                    .. features.Select(
                        (column, i) =>
                            partOf[i] < 0
                                ? kept[i]
                                : (float)pool.Number(function.StandIn(partOf[i], time), column)
                    ),
                ];
                foreach (Dictionary<long, Node> tree in _trees.Values)
                {
                    var walk = new Walk(tree, kept, removed, partOf, output);
                    sum.Add(walk.Nodes(), _share / times);
                }
            }

            result[output] = sum.ToSpectrum(function.PartCount, _base[output]);
        }

        return _ofFirst is double of ? [Less(result[0], of), result[0]] : result;
    }

    /// <summary>A constant less a function.</summary>
    private static Spectrum Less(Spectrum function, double constant) =>
        new(
            function.PartCount,
            function.Terms.Select(term =>
                term with
                {
                    Coefficient = (term.Parts.Order == 0 ? constant : 0) - term.Coefficient,
                }
            )
        );

    private static Dictionary<long, Dictionary<long, Node>> Nodes(NodeProto ensemble, string path)
    {
        IReadOnlyList<long> Whole(string name) =>
            ensemble.Ints(name) ?? throw Unreadable(path, $"its ensemble has no {name}");
        IReadOnlyList<long> treeIds = Whole("nodes_treeids");
        IReadOnlyList<long> ids = Whole("nodes_nodeids");
        IReadOnlyList<long> features = Whole("nodes_featureids");
        IReadOnlyList<long> yes = Whole("nodes_truenodeids");
        IReadOnlyList<long> no = Whole("nodes_falsenodeids");
        var values = ensemble.Find("nodes_values")?.Floats;
        var modes = ensemble.Find("nodes_modes")?.Strings;
        int[] counts =
        [
            ids.Count,
            features.Count,
            yes.Count,
            no.Count,
            values?.Count ?? 0,
            modes?.Count ?? 0,
        ];
        if (treeIds.Count == 0 || counts.Any(count => count != treeIds.Count))
        {
            throw Unreadable(
                path,
                $"its ensemble has {treeIds.Count} nodes and lists of {string.Join(", ", counts)}"
            );
        }

        var trees = new Dictionary<long, Dictionary<long, Node>>();
        for (int i = 0; i < treeIds.Count; i++)
        {
            if (!trees.TryGetValue(treeIds[i], out Dictionary<long, Node>? tree))
            {
                trees[treeIds[i]] = tree = [];
            }

            if (
                !tree.TryAdd(
                    ids[i],
                    new Node(modes![i].ToStringUtf8(), features[i], values![i], yes[i], no[i])
                )
            )
            {
                throw Unreadable(path, $"a tree of its ensemble has two nodes {ids[i]}");
            }
        }

        foreach (Dictionary<long, Node> tree in trees.Values)
        {
            Check(tree, path);
        }

        return trees;
    }

    /// <summary>Every node is known and none is its own ancestor.</summary>
    private static void Check(Dictionary<long, Node> tree, string path)
    {
        long width = tree.Count;
        var open = new Stack<long>([RootOf(tree)]);
        long seen = 0;
        while (open.TryPop(out long id))
        {
            if (++seen > width || !tree.TryGetValue(id, out Node? node))
            {
                throw Unreadable(
                    path,
                    $"a tree of its ensemble has no node {id}, or goes in circles"
                );
            }

            if (node.IsLeaf)
            {
                continue;
            }

            if (node.Feature < 0 || !Node.Modes.Contains(node.Mode))
            {
                throw Unreadable(
                    path,
                    $"a node of its ensemble asks {node.Mode} of column {node.Feature}"
                );
            }

            open.Push(node.Yes);
            open.Push(node.No);
        }
    }

    private static long RootOf(Dictionary<long, Node> tree) => tree.Keys.First();

    private static void AddWeights(
        NodeProto ensemble,
        string kind,
        Dictionary<long, Dictionary<long, Node>> trees,
        int outputs,
        bool isOfOne,
        string path
    )
    {
        IReadOnlyList<long> treeIds = ensemble.Ints($"{kind}_treeids") ?? [];
        IReadOnlyList<long> ids = ensemble.Ints($"{kind}_nodeids") ?? [];
        IReadOnlyList<long> places = ensemble.Ints($"{kind}_ids") ?? [];
        var weights = ensemble.Find($"{kind}_weights")?.Floats;
        if (
            treeIds.Count == 0
            || ids.Count != treeIds.Count
            || places.Count != treeIds.Count
            || weights?.Count != treeIds.Count
        )
        {
            throw Unreadable(path, "the weights of its leaves are no lists of one length");
        }

        if ((long)treeIds.Count * outputs > MostWeights)
        {
            throw Unreadable(
                path,
                $"it has {treeIds.Count} weights of leaves for {outputs} outputs, too many to hold"
            );
        }

        if (isOfOne)
        {
            places = new long[places.Count];
        }

        if (kind == "class" && places.Distinct().Count() < outputs)
        {
            throw Unreadable(
                path,
                $"its trees have weights for {places.Distinct().Count()} of {outputs} classes; those of all are read"
            );
        }

        for (int i = 0; i < treeIds.Count; i++)
        {
            if (
                places[i] < 0
                || places[i] >= outputs
                || !trees.TryGetValue(treeIds[i], out Dictionary<long, Node>? tree)
                || !tree.TryGetValue(ids[i], out Node? node)
            )
            {
                throw Unreadable(
                    path,
                    $"a weight is for node {ids[i]} of tree {treeIds[i]} and output {places[i]}, which there is not"
                );
            }

            node.Weights ??= new float[outputs];
            node.Weights[places[i]] += weights![i];
        }
    }

    private static byte[] WithoutLink(ModelProto model, NodeProto ensemble, bool isClassifier)
    {
        ModelProto raw = model.Clone();
        NodeProto node = raw.Graph.Node.Single(other => other.OpType == ensemble.OpType);
        if (node.Find("post_transform") is { } link)
        {
            link.S = Google.Protobuf.ByteString.CopyFromUtf8(Raw);
        }

        raw.Graph.Node.Clear();
        raw.Graph.Node.Add(node);
        raw.Graph.Output.Clear();
        raw.Graph.Output.Add(
            new ValueInfoProto
            {
                Name = node.Output[isClassifier ? 1 : 0],
                Type = new TypeProto
                {
                    TensorType = new TypeProto.Types.Tensor
                    {
                        ElemType = (int)TensorElementType.Float,
                    },
                },
            }
        );
        return raw.ToBytes();
    }

    private static InterplayException Unreadable(string path, string why) =>
        new(ErrorKind.Data, "trees-unreadable", $"No trees are read from '{path}': {why}.");

    private sealed class Node(string mode, long feature, float value, long yes, long no)
    {
        public static readonly HashSet<string> Modes =
        [
            "BRANCH_LEQ",
            "BRANCH_LT",
            "BRANCH_GTE",
            "BRANCH_GT",
            "BRANCH_EQ",
            "BRANCH_NEQ",
        ];

        public string Mode => mode;

        public long Feature => feature;

        public long Yes => yes;

        public long No => no;

        public bool IsLeaf => mode == "LEAF";

        public float[]? Weights { get; set; }

        public long Next(float x) =>
            mode switch
            {
                "BRANCH_LEQ" => x <= value,
                "BRANCH_LT" => x < value,
                "BRANCH_GTE" => x >= value,
                "BRANCH_GT" => x > value,
                "BRANCH_EQ" => x == value,
                _ => x != value,
            }
                ? yes
                : no;
    }

    /// <summary>One tree on a row and a row that stands in for it, as a tree over parts.</summary>
    private sealed class Walk(
        Dictionary<long, Node> tree,
        float[] kept,
        float[] removed,
        int[] partOf,
        int output
    )
    {
        private readonly List<MaskTreeNode> _nodes = [];
        private readonly Dictionary<int, bool> _decided = [];

        public List<MaskTreeNode> Nodes()
        {
            Visit(RootOf(tree));
            return _nodes;
        }

        private int Visit(long id)
        {
            Node node = tree[id];
            while (!node.IsLeaf)
            {
                int column = (int)Math.Min(node.Feature, int.MaxValue);
                if (column >= kept.Length)
                {
                    throw new InterplayException(
                        ErrorKind.Data,
                        "model-columns-mismatch",
                        $"A tree of the model asks about column {column}; {kept.Length} columns are left for it."
                    );
                }

                long one = node.Next(kept[column]);
                long other = node.Next(removed[column]);
                if (one == other)
                {
                    node = tree[one];
                    continue;
                }

                int part = partOf[column];
                if (_decided.TryGetValue(part, out bool isKept))
                {
                    node = tree[isKept ? one : other];
                    continue;
                }

                return Split(part, one, other);
            }

            _nodes.Add(new MaskTreeNode(-1, -1, -1, node.Weights?[output] ?? 0));
            return _nodes.Count - 1;
        }

        private int Split(int part, long one, long other)
        {
            if (_decided.Count == EnsembleSpectrum.MostDepth)
            {
                throw new InterplayException(
                    ErrorKind.Data,
                    "trees-too-deep",
                    $"A tree of the model asks about more than {EnsembleSpectrum.MostDepth} parts on one way; leave out --trees."
                );
            }

            int place = _nodes.Count;
            _nodes.Add(default);
            _decided[part] = false;
            int absent = Visit(other);
            _decided[part] = true;
            int present = Visit(one);
            _decided.Remove(part);
            _nodes[place] = new MaskTreeNode(part, absent, present, 0);
            return place;
        }
    }
}
