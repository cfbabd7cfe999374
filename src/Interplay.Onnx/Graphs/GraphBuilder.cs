using Google.Protobuf;
using Interplay.Onnx.Graphs.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Graphs;

/// <summary>Writes a model: nodes in the order they are added, weights, inputs and outputs.</summary>
internal sealed class GraphBuilder
{
    private readonly GraphProto _graph = new() { Name = "graph" };
    private readonly ModelProto _model;
    private int _names;

    /// <summary>A model of one operator set of ai.onnx and, if wanted, the operators of ONNX Runtime.</summary>
    public GraphBuilder(int opset, bool microsoft = false)
    {
        _model = new ModelProto
        {
            IrVersion = opset >= 23 ? 10 : 8,
            ProducerName = "interplay",
            Graph = _graph,
        };
        _model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        if (microsoft)
        {
            _model.OpsetImport.Add(
                new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 }
            );
        }
    }

    /// <summary>The model as it is so far.</summary>
    public ModelProto Model => _model;

    /// <summary>Adds an input; a dimension below zero is left to the caller.</summary>
    public string Input(string name, TensorElementType type, params ReadOnlySpan<long> shape)
    {
        _graph.Input.Add(Value(name, type, shape));
        return name;
    }

    /// <summary>Adds an output, its shape left to the runtime.</summary>
    public void Output(string name, TensorElementType type) =>
        _graph.Output.Add(
            new ValueInfoProto
            {
                Name = name,
                Type = new TypeProto
                {
                    TensorType = new TypeProto.Types.Tensor { ElemType = (int)type },
                },
            }
        );

    /// <summary>Adds weights.</summary>
    public string Weights(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)TensorElementType.Float };
        tensor.Dims.Add(shape.ToArray());
        tensor.RawData = ByteString.CopyFrom(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(values)
        );
        _graph.Initializer.Add(tensor);
        return name;
    }

    /// <summary>Adds whole numbers, a vector unless <paramref name="scalar"/>.</summary>
    public string Numbers(ReadOnlySpan<long> values, bool scalar = false)
    {
        var tensor = new TensorProto
        {
            Name = $"numbers_{_names++}",
            DataType = (int)TensorElementType.Int64,
        };
        if (!scalar)
        {
            tensor.Dims.Add(values.Length);
        }

        tensor.Int64Data.Add(values.ToArray());
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds a node of ai.onnx with one output and gives the name of that.</summary>
    public string Node(
        string operation,
        ReadOnlySpan<string> inputs,
        params ReadOnlySpan<(string Name, object Value)> attributes
    ) => Node("", operation, inputs, attributes);

    /// <summary>Adds a node with one output and gives the name of that.</summary>
    public string Node(
        string domain,
        string operation,
        ReadOnlySpan<string> inputs,
        params ReadOnlySpan<(string Name, object Value)> attributes
    )
    {
        string name = $"{operation}_{_names++}";
        var node = new NodeProto
        {
            Name = name,
            OpType = operation,
            Domain = domain,
        };
        node.Input.Add(inputs.ToArray());
        node.Output.Add(name + "_out");
        foreach ((string key, object value) in attributes)
        {
            node.Attribute.Add(Attribute(key, value));
        }

        _graph.Node.Add(node);
        return node.Output[0];
    }

    /// <summary>An attribute that is a whole number, a real number, a text, a list of whole numbers or a tensor.</summary>
    public static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int number:
                attribute.Type = AttributeProto.Types.AttributeType.Int;
                attribute.I = number;
                break;
            case float number:
                attribute.Type = AttributeProto.Types.AttributeType.Float;
                attribute.F = number;
                break;
            case string text:
                attribute.Type = AttributeProto.Types.AttributeType.String;
                attribute.S = ByteString.CopyFromUtf8(text);
                break;
            case int[] numbers:
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                attribute.Ints.Add(numbers.Select(static i => (long)i));
                break;
            case TensorProto tensor:
                attribute.Type = AttributeProto.Types.AttributeType.Tensor;
                attribute.T = tensor;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value), value, "No such attribute.");
        }

        return attribute;
    }

    /// <summary>A description of an input or output; a dimension below zero is left open.</summary>
    public static ValueInfoProto Value(
        string name,
        TensorElementType type,
        params ReadOnlySpan<long> shape
    )
    {
        var tensor = new TypeProto.Types.Tensor
        {
            ElemType = (int)type,
            Shape = new TensorShapeProto(),
        };
        foreach (long dim in shape)
        {
            var dimension = new TensorShapeProto.Types.Dimension();
            if (dim < 0)
            {
                dimension.DimParam = $"{name}_{tensor.Shape.Dim.Count}";
            }
            else
            {
                dimension.DimValue = dim;
            }

            tensor.Shape.Dim.Add(dimension);
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = tensor },
        };
    }
}
