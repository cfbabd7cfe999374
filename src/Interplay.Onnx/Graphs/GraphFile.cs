using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Graphs;

/// <summary>Reads a model file and all its external data, and trusts neither.</summary>
internal sealed class GraphFile
{
    /// <summary>Operator sets of ai.onnx that this version reads: broadcasting and Where are as now from 9 on, the runtime ends at 26.</summary>
    public const int LeastOpset = 9;

    /// <summary>The newest operator set that is read.</summary>
    public const int GreatestOpset = 26;

    /// <summary>Graphs in graphs: a little less than what the parser of messages follows, so that it is this limit that is named.</summary>
    private const int Depth = 24;

    private readonly GraphLimits _limits;
    private readonly string _source;
    private readonly ExternalTensors _external;
    private long _nodes;

    private GraphFile(string source, string folder, long size, GraphLimits limits)
    {
        _source = source;
        _limits = limits;
        _external = new ExternalTensors(folder, limits.MaxBytes - size);
    }

    /// <summary>Reads a file.</summary>
    public static ModelProto Read(string path, GraphLimits limits)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new InterplayException(
                ErrorKind.Missing,
                "file-not-found",
                $"There is no file '{path}'."
            );
        }

        long size = file.LengthBehindLinks();
        return size > limits.MaxBytes
            ? throw GraphErrors.TooLarge(path, $"{size} bytes", $"{limits.MaxBytes} bytes")
            : Read(
                WholeFile.ReadAll(
                    path,
                    (int)Math.Min(limits.MaxBytes, Array.MaxLength),
                    () =>
                        GraphErrors.TooLarge(
                            path,
                            "more bytes than it says",
                            $"{limits.MaxBytes} bytes"
                        )
                ),
                path,
                file.DirectoryName!,
                limits
            );
    }

    /// <summary>Reads the bytes of a file; external data are looked for in <paramref name="folder"/>.</summary>
    public static ModelProto Read(byte[] bytes, string source, string folder, GraphLimits limits)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw GraphErrors.Unreadable(
                source,
                $"its {bytes.Length} bytes are no protobuf message, or not all of one ({e.Message})",
                e
            );
        }

        if (model.Graph is null || model.Graph.Node.Count == 0)
        {
            throw GraphErrors.Unreadable(source, "it has no graph, or one without nodes.");
        }

        if (model.Graph.Output.Count == 0)
        {
            throw GraphErrors.Malformed($"The graph of '{source}' gives no output.");
        }

        CheckOpsets(model, source);
        var file = new GraphFile(source, folder, bytes.Length, limits);
        file.Check(model.Graph, 0);
        foreach (FunctionProto function in model.Functions)
        {
            file.Check(function);
        }

        return model;
    }

    /// <summary>A name for a model: its content, weights and all, however they are stored.</summary>
    public static string Fingerprint(ModelProto model)
    {
        using var hash = SHA256.Create();
        using (var target = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            model.WriteTo(target);
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static void CheckOpsets(ModelProto model, string source)
    {
        OperatorSetIdProto? found = model.OpsetImport.FirstOrDefault(set =>
            set.Domain is "" or "ai.onnx"
        );
        if (found is null || found.Version is < LeastOpset or > GreatestOpset)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "graph-opset-unsupported",
                $"'{source}' uses {(found is null ? "no operator set of ai.onnx" : $"operator set {found.Version}")}; {LeastOpset} to {GreatestOpset} are supported. Export it again, or convert it with onnx.version_converter."
            );
        }
    }

    private void Check(GraphProto graph, int depth)
    {
        if (depth > Depth)
        {
            throw GraphErrors.TooLarge(_source, $"graphs {depth} deep in each other", $"{Depth}");
        }

        foreach (TensorProto tensor in graph.Initializer)
        {
            Check(tensor);
        }

        foreach (SparseTensorProto tensor in graph.SparseInitializer)
        {
            Check(tensor);
        }

        foreach (ValueInfoProto value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
        {
            long[] known =
            [
                .. value
                    .Type?.TensorType?.Shape?.Dim.Where(static dim => dim.HasDimValue)
                    .Select(static dim => dim.DimValue)
                    ?? [],
            ];
            TensorSizes.Elements($"'{value.Name}'", known, _limits.MaxElements);
        }

        Check(graph.Node, depth);
    }

    private void Check(FunctionProto function)
    {
        foreach (AttributeProto attribute in function.AttributeProto)
        {
            Check(attribute, 0);
        }

        Check(function.Node, 0);
    }

    private void Check(RepeatedField<NodeProto> nodes, int depth)
    {
        _nodes += nodes.Count;
        if (_nodes > _limits.MaxNodes)
        {
            throw GraphErrors.TooLarge(
                _source,
                $"{_nodes} nodes or more",
                $"{_limits.MaxNodes} nodes"
            );
        }

        foreach (AttributeProto attribute in nodes.SelectMany(static node => node.Attribute))
        {
            Check(attribute, depth);
        }
    }

    private void Check(AttributeProto attribute, int depth)
    {
        foreach (TensorProto tensor in Tensors(attribute))
        {
            Check(tensor);
        }

        foreach (SparseTensorProto tensor in SparseTensors(attribute))
        {
            Check(tensor);
        }

        foreach (GraphProto inner in attribute.InnerGraphs())
        {
            Check(inner, depth + 1);
        }
    }

    private static IEnumerable<TensorProto> Tensors(AttributeProto attribute) =>
        attribute.T is null ? attribute.Tensors : attribute.Tensors.Append(attribute.T);

    private static IEnumerable<SparseTensorProto> SparseTensors(AttributeProto attribute) =>
        attribute.SparseTensor is null
            ? attribute.SparseTensors
            : attribute.SparseTensors.Append(attribute.SparseTensor);

    /// <summary>A sparse tensor is made dense by the runtime: what counts is what it stands for.</summary>
    private void Check(SparseTensorProto tensor)
    {
        TensorSizes.Elements(
            $"The sparse tensor '{tensor.Values?.Name}'",
            tensor.Dims,
            _limits.MaxElements
        );
        if (tensor.Values is null || tensor.Indices is null)
        {
            throw GraphErrors.Malformed(
                $"A sparse tensor of the shape [{string.Join(", ", tensor.Dims)}] has no values or no indices."
            );
        }

        Check(tensor.Values);
        Check(tensor.Indices);
    }

    private void Check(TensorProto tensor)
    {
        long elements = TensorSizes.Elements(
            $"The tensor '{tensor.Name}'",
            tensor.Dims,
            _limits.MaxElements
        );
        long? bytes = TensorSizes.RawBytes(tensor.DataType, elements);
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
        {
            _external.Inline(tensor, bytes);
        }
        else if (
            tensor.HasRawData
                ? tensor.RawData.Length != bytes
                : TensorSizes.TypedElements(tensor) < elements
        )
        {
            throw GraphErrors.Malformed(
                $"The tensor '{tensor.Name}' of {TensorSizes.TypeName(tensor.DataType)}[{string.Join(", ", tensor.Dims)}] has {(tensor.HasRawData ? $"{tensor.RawData.Length} bytes" : $"{TensorSizes.TypedElements(tensor)} elements")} of data; expected {(tensor.HasRawData ? $"{bytes} bytes" : $"{elements} elements")}."
            );
        }
    }
}
