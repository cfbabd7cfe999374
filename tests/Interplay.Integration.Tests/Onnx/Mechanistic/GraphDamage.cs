using Google.Protobuf.Collections;
using Interplay.Masks;
using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>Damage that leaves a file readable: other numbers, other operators, other wires, things left out.</summary>
internal static class GraphDamage
{
    private static readonly long[] Numbers =
    [
        -1,
        0,
        1,
        2,
        7,
        -2,
        64,
        1L << 20,
        int.MaxValue,
        int.MinValue,
        1L << 40,
        long.MaxValue,
        long.MinValue,
    ];

    /// <summary>Changes one thing of a model.</summary>
    public static void Change(ModelProto model, SeededRandom random)
    {
        RepeatedField<NodeProto> nodes = model.Graph.Node;
        NodeProto node = Pick(nodes);
        switch (random.NextInt(10))
        {
            case 0 when node.Attribute.Count > 0:
                Change(Pick(node.Attribute));
                break;
            case 1 when node.Attribute.Count > 0:
                node.Attribute.RemoveAt(random.NextInt(node.Attribute.Count));
                break;
            case 2:
                node.OpType = Pick(nodes).OpType;
                break;
            case 3 when node.Input.Count > 0:
                node.Input[random.NextInt(node.Input.Count)] = Value();
                break;
            case 4 when node.Input.Count > 0:
                node.Input.RemoveAt(random.NextInt(node.Input.Count));
                break;
            // GroupQueryAttention of ONNX Runtime reads positions, its tenth input, without a look at how many there are, and takes the process
            // with it: docs/circuits.md says so. Operators of ONNX itself get inputs that they do not have.
            case 5 when node.Domain.Length == 0:
                node.Input.Add(Value());
                break;
            case 6:
                TensorProto[] whole =
                [
                    .. model.Graph.Initializer.Where(static t => t.Int64Data.Count > 0),
                ];
                TensorProto numbers = whole[random.NextInt(whole.Length)];
                numbers.Int64Data[random.NextInt(numbers.Int64Data.Count)] = Pick(Numbers);
                break;
            case 7:
                TensorProto tensor = Pick(model.Graph.Initializer);
                long[] dims = [.. tensor.Dims.Reverse()];
                tensor.Dims.Clear();
                tensor.Dims.Add(dims);
                break;
            case 8:
                model.Graph.Output.Add(new ValueInfoProto { Name = Value() });
                break;
            default:
                ValueInfoProto input = Pick(model.Graph.Input);
                TypeProto.Types.Tensor type = input.Type.TensorType;
                type.Shape.Dim[random.NextInt(type.Shape.Dim.Count)] = new()
                {
                    DimValue = Pick(Numbers),
                };
                break;
        }

        void Change(AttributeProto attribute)
        {
            if (attribute.Ints.Count > 0)
            {
                attribute.Ints[random.NextInt(attribute.Ints.Count)] = Pick(Numbers);
            }
            else
            {
                attribute.I = Pick(Numbers);
                attribute.Type = AttributeProto.Types.AttributeType.Int;
            }
        }

        string Value() =>
            random.NextInt(3) == 0 ? Pick(model.Graph.Initializer).Name : Pick(nodes).Output[0];

        T Pick<T>(IReadOnlyList<T> of) => of[random.NextInt(of.Count)];
    }
}
