using System.Buffers.Binary;
using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Graphs;

/// <summary>
/// Shapes of values as far as the file determines them, null where a dimension depends on the inputs, and the small whole-number vectors that
/// shapes are computed from. Enough to read heads and widths of attention as exporters write it; what an operator is not known for stays unknown.
/// </summary>
internal sealed class ShapeReader
{
    private const int LongestVector = 64;
    private readonly GraphIndex _index;
    private readonly Dictionary<string, long?[]> _shapes = [];
    private readonly Dictionary<string, long?[]> _numbers = [];

    public ShapeReader(GraphIndex index)
    {
        _index = index;
        GraphProto graph = index.Graph;
        foreach (ValueInfoProto value in graph.Input.Concat(graph.ValueInfo).Concat(graph.Output))
        {
            if (value.Type?.TensorType?.Shape is { } shape)
            {
                _shapes[value.Name] =
                [
                    .. shape.Dim.Select(static dim => dim.HasDimValue ? dim.DimValue : (long?)null),
                ];
            }
        }

        foreach (TensorProto tensor in graph.Initializer)
        {
            Take(tensor.Name, tensor);
        }

        foreach (NodeProto node in index.Nodes)
        {
            Follow(node);
        }
    }

    /// <summary>The dimensions of a value; null if even their number is unknown.</summary>
    public IReadOnlyList<long?>? Shape(string value) => _shapes.GetValueOrDefault(value);

    /// <summary>One dimension from the end, 0 the last; null if unknown.</summary>
    public long? FromEnd(string value, int place) =>
        Shape(value) is { } shape && shape.Count > place ? shape[^(place + 1)] : null;

    /// <summary>
    /// Refuses tensors that nodes would make and that are beyond the limit, as far as the file says how large they are: small weights
    /// are enough to ask for terabytes.
    /// </summary>
    /// <exception cref="InterplayException"><c>graph-shape-too-large</c>.</exception>
    public void CheckMade(long limit)
    {
        foreach (NodeProto node in _index.Nodes)
        {
            foreach (string output in node.Output)
            {
                if (Shape(output) is { } shape)
                {
                    TensorSizes.Elements(
                        node.Title(),
                        shape.Where(static dim => dim is not null).Select(static dim => dim!.Value),
                        limit
                    );
                }
            }
        }

        foreach (GraphIndex inner in _index.Inner)
        {
            new ShapeReader(inner).CheckMade(limit);
        }
    }

    private void Follow(NodeProto node)
    {
        if (node.Output.Count == 0 || !(node.Domain is "" or "ai.onnx" or "com.microsoft"))
        {
            return;
        }

        if (node.Is("Constant") && node.Find("value")?.T is { } tensor)
        {
            Take(node.Output[0], tensor);
            return;
        }

        if (Numbers(node) is { } numbers && numbers.Length <= LongestVector)
        {
            _numbers[node.Output[0]] = numbers;
        }

        if (ShapeRules.Of(node, this) is { } shapes)
        {
            for (int i = 0; i < Math.Min(shapes.Length, node.Output.Count); i++)
            {
                Learn(node.Output[i], shapes[i]);
            }
        }
    }

    /// <summary>What a rule says is joined with what the file says: either may know a dimension.</summary>
    private void Learn(string value, long?[]? shape)
    {
        if (shape is null || shape.Length > LongestVector)
        {
            return;
        }

        if (_shapes.TryGetValue(value, out long?[]? known) && known.Length == shape.Length)
        {
            for (int i = 0; i < shape.Length; i++)
            {
                shape[i] ??= known[i];
            }
        }

        _shapes[value] = shape;
    }

    private void Take(string name, TensorProto tensor)
    {
        _shapes[name] = [.. tensor.Dims.Select(static dim => (long?)dim)];
        if (
            tensor.DataType is 6 or 7
            && tensor.Dims.Count <= 1
            && (tensor.Dims.Count == 0 || tensor.Dims[0] <= LongestVector)
        )
        {
            _numbers[name] = Values(tensor);
        }
    }

    /// <summary>The whole numbers of a small tensor; weights are little-endian whatever the machine.</summary>
    private static long?[] Values(TensorProto tensor)
    {
        if (!tensor.HasRawData)
        {
            return tensor.DataType == 7
                ? [.. tensor.Int64Data.Select(static number => (long?)number)]
                : [.. tensor.Int32Data.Select(static number => (long?)number)];
        }

        ReadOnlySpan<byte> bytes = tensor.RawData.Span;
        int width = tensor.DataType == 7 ? sizeof(long) : sizeof(int);
        var values = new long?[bytes.Length / width];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> number = bytes.Slice(i * width, width);
            values[i] =
                width == sizeof(long)
                    ? BinaryPrimitives.ReadInt64LittleEndian(number)
                    : BinaryPrimitives.ReadInt32LittleEndian(number);
        }

        return values;
    }

    /// <summary>The whole numbers of a value; null if they are not known to be such.</summary>
    public long?[]? NumbersOf(string value) => _numbers.GetValueOrDefault(value);

    private long?[]? Numbers(NodeProto node) =>
        node.OpType switch
        {
            "Shape" => Shape(node.In(0)) is { } shape
                ? [.. shape.Skip((int)Math.Clamp(node.Int("start") ?? 0, 0, LongestVector))]
                : null,
            "Cast" or "Identity" or "Unsqueeze" or "Squeeze" or "Reshape" => NumbersOf(node.In(0)),
            "Constant" => node.Find("value_ints")?.Ints.Select(static i => (long?)i).ToArray()
                ?? (node.Int("value_int") is { } one ? [one] : null),
            "Concat" => Joined(node),
            "Gather" => Gathered(node),
            "Slice" => Sliced(node),
            "Mul" => Combined(node, static (a, b) => a * b),
            "Div" => Combined(node, static (a, b) => b is 0 or -1 ? null : a / b),
            "Add" => Combined(node, static (a, b) => a + b),
            "Sub" => Combined(node, static (a, b) => a - b),
            _ => null,
        };

    private long?[]? Joined(NodeProto node)
    {
        var all = new List<long?>();
        foreach (string input in node.Input)
        {
            // A vector that is not known still has a length, if its shape is known.
            if (NumbersOf(input) is { } numbers)
            {
                all.AddRange(numbers);
            }
            else if (Shape(input) is [{ } length] && length <= LongestVector)
            {
                all.AddRange(new long?[length]);
            }
            else
            {
                return null;
            }
        }

        return [.. all];
    }

    private long?[]? Gathered(NodeProto node)
    {
        if (
            (node.Int("axis") ?? 0) != 0
            || NumbersOf(node.In(0)) is not { } from
            || NumbersOf(node.In(1)) is not { } places
        )
        {
            return null;
        }

        var picked = new long?[places.Length];
        for (int i = 0; i < picked.Length; i++)
        {
            long? place = places[i] < 0 ? places[i] + from.Length : places[i];
            picked[i] = place is >= 0 && place < from.Length ? from[(int)place] : null;
        }

        return picked;
    }

    private long?[]? Sliced(NodeProto node)
    {
        if (
            NumbersOf(node.In(0)) is not { } from
            || node.Input.Count is < 3 or > 4
            || NumbersOf(node.In(1)) is not [{ } start]
            || NumbersOf(node.Input[2]) is not [{ } end]
        )
        {
            return null;
        }

        long first = Math.Clamp(start < 0 ? start + from.Length : start, 0, from.Length);
        long last = Math.Clamp(end < 0 ? end + from.Length : end, first, from.Length);
        return from[(int)first..(int)last];
    }

    private long?[]? Combined(NodeProto node, Func<long, long, long?> combine)
    {
        if (
            NumbersOf(node.In(0)) is not { } a
            || NumbersOf(node.In(1)) is not { } b
            || a.Length == 0
            || b.Length == 0
            || (a.Length != b.Length && a.Length != 1 && b.Length != 1)
        )
        {
            return null;
        }

        var result = new long?[Math.Max(a.Length, b.Length)];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] =
                a[a.Length == 1 ? 0 : i] is { } x && b[b.Length == 1 ? 0 : i] is { } y
                    ? combine(x, y)
                    : null;
        }

        return result;
    }
}
