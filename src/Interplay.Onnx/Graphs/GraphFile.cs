using System.Security.Cryptography;
using Google.Protobuf;
using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Graphs;

/// <summary>Reads a model file and all its external data, and trusts neither.</summary>
internal sealed class GraphFile
{
    /// <summary>Operator sets of ai.onnx that this version reads: broadcasting and Where are as now from 9 on, the runtime ends at 26.</summary>
    public const int LeastOpset = 9;

    /// <summary>The newest operator set that is read.</summary>
    public const int GreatestOpset = 26;

    private const int Depth = 64;
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

        return file.Length > limits.MaxBytes
            ? throw GraphException.TooLarge(
                path,
                $"{file.Length} bytes",
                $"{limits.MaxBytes} bytes"
            )
            : Read(File.ReadAllBytes(path), path, file.DirectoryName!, limits);
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
            throw GraphException.Unreadable(
                source,
                $"its {bytes.Length} bytes are no protobuf message, or not all of one ({e.Message})",
                e
            );
        }

        if (model.Graph is null || model.Graph.Node.Count == 0)
        {
            throw GraphException.Unreadable(source, "it has no graph, or one without nodes.");
        }

        CheckOpsets(model, source);
        new GraphFile(source, folder, bytes.Length, limits).Check(model.Graph, 0);
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
        _nodes += graph.Node.Count;
        if (_nodes > _limits.MaxNodes || depth > Depth)
        {
            throw GraphException.TooLarge(
                _source,
                depth > Depth ? $"graphs {depth} deep in each other" : $"{_nodes} nodes or more",
                depth > Depth ? $"{Depth}" : $"{_limits.MaxNodes} nodes"
            );
        }

        foreach (TensorProto tensor in graph.Initializer)
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

        foreach (NodeProto node in graph.Node)
        {
            foreach (AttributeProto attribute in node.Attribute)
            {
                foreach (TensorProto tensor in Tensors(attribute))
                {
                    Check(tensor);
                }

                foreach (GraphProto inner in attribute.InnerGraphs())
                {
                    Check(inner, depth + 1);
                }
            }
        }
    }

    private static IEnumerable<TensorProto> Tensors(AttributeProto attribute) =>
        attribute.T is null ? attribute.Tensors : attribute.Tensors.Append(attribute.T);

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
            throw GraphException.Malformed(
                $"The tensor '{tensor.Name}' of {TensorSizes.TypeName(tensor.DataType)}[{string.Join(", ", tensor.Dims)}] has {(tensor.HasRawData ? $"{tensor.RawData.Length} bytes" : $"{TensorSizes.TypedElements(tensor)} elements")} of data; expected {(tensor.HasRawData ? $"{bytes} bytes" : $"{elements} elements")}."
            );
        }
    }
}
