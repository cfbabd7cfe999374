using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>Finds MLPs: a projection of activations whose result is added to the hidden state.</summary>
internal sealed class MlpFinder(OnnxGraph graph, GraphWalk walk)
{
    private const int LongestPath = 10;

    private static readonly HashSet<string> Activations =
    [
        "Relu",
        "Gelu",
        "FastGelu",
        "QuickGelu",
        "BiasGelu",
        "Erf",
        "Tanh",
        "Sigmoid",
        "Swish",
        "Silu",
        "HardSwish",
        "HardSigmoid",
        "Mish",
        "Elu",
        "Selu",
        "Celu",
        "LeakyRelu",
        "PRelu",
        "Softplus",
        "Clip",
    ];

    /// <summary>Operators that an activation is composed with: GELU from Erf, SiLU from Sigmoid, gates, squares.</summary>
    private static readonly HashSet<string> Composition =
    [
        "Mul",
        "Add",
        "Sub",
        "Div",
        "Pow",
        "Cast",
        "Identity",
        "Dropout",
        "Slice",
        "Reshape",
    ];

    private readonly GraphIndex _index = graph.Index;

    /// <summary>The MLPs in the order they run.</summary>
    public List<FoundMlp> Find(IEnumerable<FoundAttention> attention)
    {
        HashSet<NodeProto?> taken = new(
            attention.Select(static block => block.Projection),
            ReferenceEqualityComparer.Instance
        );
        var found = new List<FoundMlp>();
        for (int at = 0; at < _index.Nodes.Count; at++)
        {
            NodeProto node = _index.Nodes[at];
            if (
                walk.Weights(node)
                    is not { Rows: > 0 and <= ComponentLimits.Neurons and var neurons }
                || taken.Contains(node)
            )
            {
                continue;
            }

            string source = walk.Source(node);
            if (Activation(source) is { } activation && walk.Residual(node) is { } residual)
            {
                found.Add(
                    new FoundMlp(
                        new MlpBlock(activation, residual.Output, source, (int)neurons),
                        at
                    )
                );
            }
        }

        return found;
    }

    /// <summary>The nonlinearity that made a value out of projections; null if there is none.</summary>
    private string? Activation(string value)
    {
        string? name = null;
        var open = new Queue<(string Value, int Steps)>([(value, 0)]);
        var seen = new HashSet<string>();
        var sources = new HashSet<string>();
        while (open.TryDequeue(out (string Value, int Steps) next))
        {
            if (
                _index.IsConstant(next.Value)
                || _index.Producer(next.Value) is not { } node
                || !seen.Add(next.Value)
            )
            {
                continue;
            }

            bool active = Activations.Contains(node.OpType);
            name = active ? name ?? node.OpType : name;
            if (walk.IsProjection(node) || node.Is("Split"))
            {
                sources.Add(next.Value);
            }
            else if ((active || Composition.Contains(node.OpType)) && next.Steps < LongestPath)
            {
                foreach (string input in node.Input)
                {
                    open.Enqueue((input, next.Steps + 1));
                }
            }
        }

        return name is null || sources.Count == 0 ? null
            : sources.Count > 1 ? "gated " + name
            : name;
    }
}
