using Interplay.Onnx.Graphs.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Graphs;

/// <summary>
/// An ONNX model as a graph that was read and checked: no cycles, nothing missing, no shapes or files beyond the limits. Immutable; safe for
/// use by many threads.
/// </summary>
public sealed class OnnxGraph
{
    private OnnxGraph(string source, ModelProto model)
    {
        Source = source;
        Model = model;
        Index = new GraphIndex(model.Graph);
        Shapes = new ShapeReader(Index);
        Opset = (int)model.OpsetImport.First(static set => set.Domain is "" or "ai.onnx").Version;
        Fingerprint = GraphFile.Fingerprint(model);
        Inputs =
        [
            .. model.Graph.Input.Where(value => Index.Inputs.Contains(value.Name)).Select(Value),
        ];
        Outputs = [.. model.Graph.Output.Select(Value)];
    }

    /// <summary>Where the model came from.</summary>
    public string Source { get; }

    /// <summary>Version of the operators of ai.onnx, 9 to 26.</summary>
    public int Opset { get; }

    /// <summary>Number of nodes, those inside branches and loops not counted.</summary>
    public int NodeCount => Index.Nodes.Count;

    /// <summary>SHA-256 of the model with all its weights, in lower-case hexadecimal.</summary>
    public string Fingerprint { get; }

    /// <summary>The inputs that must be fed.</summary>
    public IReadOnlyList<GraphValue> Inputs { get; }

    /// <summary>The outputs.</summary>
    public IReadOnlyList<GraphValue> Outputs { get; }

    internal ModelProto Model { get; }

    internal GraphIndex Index { get; }

    internal ShapeReader Shapes { get; }

    /// <summary>Reads and checks a model with its external data.</summary>
    /// <param name="path">The file, or a folder with a model.onnx or onnx/model.onnx.</param>
    /// <param name="limits">What it may hold; null for the defaults.</param>
    /// <exception cref="InterplayException">
    /// <c>file-not-found</c>, <c>graph-unreadable</c>, <c>graph-too-large</c>, <c>graph-shape-too-large</c>, <c>graph-opset-unsupported</c>,
    /// <c>graph-cyclic</c>, <c>graph-value-missing</c>, <c>graph-malformed</c>, <c>external-data-outside</c>, <c>external-data-missing</c>
    /// or <c>external-data-malformed</c>.
    /// </exception>
    public static OnnxGraph Load(string path, GraphLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        limits ??= new GraphLimits();
        limits.Validate();
        string file = Directory.Exists(path) ? GraphPath.Find(path) : path;
        ModelProto model = GraphFile.Read(file, limits);
        SkipBias.Split(model.Graph);
        var graph = new OnnxGraph(file, model);
        graph.Shapes.CheckMade(limits.MaxElements);
        return graph;
    }

    /// <summary>A graph that was built in memory.</summary>
    internal static OnnxGraph From(ModelProto model, string source) => new(source, model);

    private static GraphValue Value(ValueInfoProto value) =>
        new(
            value.Name,
            (TensorElementType)(value.Type?.TensorType?.ElemType ?? 0),
            value.Type?.TensorType?.Shape is { } shape
                ? [.. shape.Dim.Select(static dim => dim.HasDimValue ? dim.DimValue : (long?)null)]
                : null
        );
}
