using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Graphs;

/// <summary>Shapes of the outputs of the operators that transformers are exported to, from those of their inputs.</summary>
internal static class ShapeRules
{
    /// <summary>Shapes of the outputs, in order; null if nothing is known.</summary>
    public static long?[]?[]? Of(NodeProto node, ShapeReader known)
    {
        long?[]? first = known.Shape(node.In(0))?.ToArray();
        return node.OpType switch
        {
            "Reshape" => [Reshaped(first, known.NumbersOf(node.In(1)), node)],
            "Transpose" => [Transposed(first, node.Ints("perm"))],
            "MatMul" or "FusedMatMul" => [Multiplied(node, known)],
            "Gemm" => [Gemm(node, known)],
            "MatMulNBits" => [first is [] or null ? null : [.. first[..^1], node.Int("N")]],
            "Add"
            or "Sub"
            or "Mul"
            or "Div"
            or "Mod"
            or "Pow"
            or "Where"
            or "PRelu"
            or "Min"
            or "Max"
            or "Mean"
            or "Sum"
            or "Equal"
            or "Less"
            or "LessOrEqual"
            or "Greater"
            or "GreaterOrEqual"
            or "And"
            or "Or"
            or "Xor" => [Broadcast([.. node.Input.Select(known.Shape)])],
            "Expand" => [Expanded(first, known.NumbersOf(node.In(1)))],
            "ConstantOfShape" => [known.NumbersOf(node.In(0))?.ToArray()],
            "Range" =>
            [
                [Count(node, known)],
            ],
            "Tile" => [Tiled(first, known.NumbersOf(node.In(1)))],
            "RandomNormal" or "RandomUniform" =>
            [
                node.Ints("shape")?.Select(static dim => (long?)dim).ToArray(),
            ],
            "Unsqueeze" => [Unsqueezed(first, Axes(node, known))],
            "Squeeze" => [Squeezed(first, Axes(node, known))],
            "Gather" => [Gathered(first, known.Shape(node.In(1)), node.Int("axis") ?? 0)],
            "Concat" => [Joined(node, known)],
            "Split" => Parts(first, node, known),
            "ReduceMean"
            or "ReduceSum"
            or "ReduceMax"
            or "ReduceMin"
            or "ReduceL2"
            or "ReduceProd" => [Reduced(first, node, known)],
            "EmbedLayerNormalization" =>
            [
                [.. first ?? [null, null], known.FromEnd(node.In(2), 0)],
            ],
            "Attention" when node.Domain.Length > 0 => [PackedAttention(first, node, known)],
            "Slice" => [Sliced(first, node, known)],
            "Pad" or "Resize" => [first is null ? null : new long?[first.Length]],
            "Shape" => [first is null ? null : [first.Length]],
            "Cast"
            or "Softmax"
            or "LogSoftmax"
            or "Identity"
            or "Dropout"
            or "LayerNormalization"
            or "SimplifiedLayerNormalization"
            or "SkipLayerNormalization"
            or "SkipSimplifiedLayerNormalization"
            or "RMSNormalization"
            or "RotaryEmbedding"
            or "Relu"
            or "Gelu"
            or "FastGelu"
            or "QuickGelu"
            or "BiasGelu"
            or "Tanh"
            or "Sigmoid"
            or "Erf"
            or "Swish"
            or "Silu"
            or "HardSwish"
            or "HardSigmoid"
            or "Mish"
            or "Elu"
            or "Selu"
            or "Celu"
            or "LeakyRelu"
            or "Softplus"
            or "Clip"
            or "Sqrt"
            or "Exp"
            or "Log"
            or "Abs"
            or "Sin"
            or "Cos"
            or "Floor"
            or "Ceil"
            or "Round"
            or "Reciprocal"
            or "Not"
            or "IsNaN"
            or "IsInf"
            or "Trilu"
            or "CumSum"
            or "ScatterND"
            or "ScatterElements"
            or "BatchNormalization"
            or "GroupQueryAttention"
            or "MultiHeadAttention"
            or "Neg"
            or "QuantizeLinear"
            or "DequantizeLinear" => [first],
            _ => null,
        };
    }

    /// <summary>Attention of ONNX Runtime: its third part of the packed weights is as wide as what it gives.</summary>
    private static long?[]? PackedAttention(long?[]? from, NodeProto node, ShapeReader known) =>
        from is { Length: 3 }
            ?
            [
                from[0],
                from[1],
                node.Ints("qkv_hidden_sizes") is { Count: 3 } sizes
                    ? sizes[2]
                    : known.FromEnd(node.In(1), 0) / 3,
            ]
            : null;

    /// <summary>How many numbers a Range of whole numbers of the file gives.</summary>
    private static long? Count(NodeProto node, ShapeReader known) =>
        known.NumbersOf(node.In(0)) is [{ } from]
        && known.NumbersOf(node.In(1)) is [{ } to]
        && known.NumbersOf(node.In(2)) is [{ } step and not 0]
            ? (long)Math.Clamp(Math.Ceiling(((double)to - from) / step), 0, long.MaxValue / 2)
            : null;

    private static long?[]? Reduced(long?[]? from, NodeProto node, ShapeReader known)
    {
        if (from is null)
        {
            return null;
        }

        bool keeps = node.Int("keepdims") is null or not 0;
        bool all = node.Ints("axes") is null && node.Input.Count < 2;
        if (all)
        {
            return keeps ? [.. from.Select(static _ => (long?)1)] : [];
        }

        if (Axes(node, known) is not { } axes)
        {
            return keeps ? new long?[from.Length] : null;
        }

        HashSet<long> reduced = [.. axes.Select(axis => axis < 0 ? axis + from.Length : axis)];
        return keeps
            ? [.. from.Select((dim, i) => reduced.Contains(i) ? 1 : dim)]
            : [.. from.Where((_, i) => !reduced.Contains(i))];
    }

    /// <summary>Dimensions that are not cut stay known.</summary>
    private static long?[]? Sliced(long?[]? from, NodeProto node, ShapeReader known)
    {
        if (from is null)
        {
            return null;
        }

        long?[]? axes =
            node.Ints("axes")?.Select(static axis => (long?)axis).ToArray()
            ?? known.NumbersOf(node.In(3));
        if (axes is null || axes.Contains(null))
        {
            return new long?[from.Length];
        }

        HashSet<long> cut =
        [
            .. axes.Select(axis => axis!.Value < 0 ? axis.Value + from.Length : axis.Value),
        ];
        return [.. from.Select((dim, i) => cut.Contains(i) ? null : dim)];
    }

    private static long?[]? Reshaped(long?[]? from, long?[]? to, NodeProto node)
    {
        if (to is null)
        {
            return null;
        }

        bool zeroIsEmpty = node.Int("allowzero") is 1;
        var shape = new long?[to.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = to[i] switch
            {
                -1 => null,
                0 when !zeroIsEmpty => from is not null && i < from.Length ? from[i] : null,
                var dim => dim,
            };
        }

        return shape;
    }

    private static long?[]? Transposed(long?[]? from, IReadOnlyList<long>? order) =>
        from is null ? null
        : order is null ? [.. from.Reverse()]
        : order.Count == from.Length && order.All(axis => axis >= 0 && axis < from.Length)
            ? [.. order.Select(axis => from[axis])]
        : null;

    private static long?[]? Multiplied(NodeProto node, ShapeReader known)
    {
        long?[]? a = known.Shape(node.In(0))?.ToArray();
        long?[]? b = known.Shape(node.In(1))?.ToArray();
        if (a is not { Length: >= 2 } || b is not { Length: >= 2 })
        {
            return null;
        }

        if (node.Int("transA") is 1)
        {
            (a[^1], a[^2]) = (a[^2], a[^1]);
        }

        if (node.Int("transB") is 1)
        {
            (b[^1], b[^2]) = (b[^2], b[^1]);
        }

        long?[]? outer = Broadcast([a[..^2], b[..^2]]);
        return outer is null ? null : [.. outer, a[^2], b[^1]];
    }

    private static long?[]? Gemm(NodeProto node, ShapeReader known)
    {
        IReadOnlyList<long?>? a = known.Shape(node.In(0));
        IReadOnlyList<long?>? b = known.Shape(node.In(1));
        return
        [
            a is { Count: 2 } ? a[node.Int("transA") is 1 ? 1 : 0] : null,
            b is { Count: 2 } ? b[node.Int("transB") is 1 ? 0 : 1] : null,
        ];
    }

    private static long?[]? Broadcast(IReadOnlyList<long?>?[] shapes)
    {
        if (shapes.Length == 0 || shapes.Any(static shape => shape is null))
        {
            return null;
        }

        var joined = new long?[shapes.Max(static shape => shape!.Count)];
        for (int i = 1; i <= joined.Length; i++)
        {
            // A dimension that is known and not one wins; one that is unknown beside ones stays unknown.
            long? dim = 1;
            foreach (IReadOnlyList<long?>? shape in shapes)
            {
                if (shape!.Count >= i && shape[^i] is not 1 && dim is 1 or null)
                {
                    dim =
                        shape[^i]
                        ?? dim switch
                        {
                            1 => null,
                            var other => other,
                        };
                }
            }

            joined[^i] = dim;
        }

        return joined;
    }

    private static long?[]? Expanded(long?[]? from, long?[]? to)
    {
        if (to is null)
        {
            return null;
        }

        return from is null ? [.. to] : Broadcast([from, to]);
    }

    private static long?[]? Tiled(long?[]? from, long?[]? times) =>
        from is null || times is null || from.Length != times.Length
            ? null
            : [.. from.Zip(times, static (dim, count) => Product(dim, count))];

    /// <summary>A product; as much as there is where it would be more.</summary>
    private static long? Product(long? a, long? b) =>
        a is null || b is null ? null
        : Math.BigMul(a.Value, b.Value, out long low) == low >> 63 ? low
        : long.MaxValue;

    private static long[]? Axes(NodeProto node, ShapeReader known) =>
        node.Ints("axes")?.ToArray()
        ?? (
            node.Input.Count > 1
            && known.NumbersOf(node.In(1)) is { } axes
            && axes.All(static axis => axis is not null)
                ? [.. axes.Select(static axis => axis!.Value)]
                : null
        );

    private static long?[]? Unsqueezed(long?[]? from, long[]? axes)
    {
        if (from is null || axes is null)
        {
            return null;
        }

        int rank = from.Length + axes.Length;
        HashSet<long> added = [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
        var rest = new Queue<long?>(from);
        var shape = new long?[rank];
        for (int i = 0; i < rank; i++)
        {
            shape[i] = added.Contains(i) || rest.Count == 0 ? 1 : rest.Dequeue();
        }

        return shape;
    }

    private static long?[]? Squeezed(long?[]? from, long[]? axes)
    {
        if (from is null || axes is null)
        {
            return null;
        }

        HashSet<long> removed = [.. axes.Select(axis => axis < 0 ? axis + from.Length : axis)];
        return [.. from.Where((_, i) => !removed.Contains(i))];
    }

    private static long?[]? Gathered(long?[]? from, IReadOnlyList<long?>? places, long axis)
    {
        if (from is null || places is null)
        {
            return null;
        }

        int at = (int)(axis < 0 ? axis + from.Length : axis);
        return at < 0 || at >= from.Length ? null : [.. from[..at], .. places, .. from[(at + 1)..]];
    }

    private static long?[]? Joined(NodeProto node, ShapeReader known)
    {
        IReadOnlyList<long?>?[] shapes = [.. node.Input.Select(known.Shape)];
        if (shapes is not [{ Count: > 0 } first, ..] || shapes.Any(s => s?.Count != first.Count))
        {
            return null;
        }

        long axis = node.Int("axis") ?? 0;
        int at = (int)(axis < 0 ? axis + first.Count : axis);
        long?[] joined = [.. first];
        for (int i = 0; i < joined.Length; i++)
        {
            joined[i] =
                i == at
                    ? shapes.Aggregate((long?)0, (sum, shape) => sum + shape![i])
                    : shapes
                        .Select(shape => shape![i])
                        .FirstOrDefault(static dim => dim is not null);
        }

        return joined;
    }

    private static long?[]?[] Parts(long?[]? from, NodeProto node, ShapeReader known)
    {
        var parts = new long?[]?[node.Output.Count];
        if (from is null)
        {
            return parts;
        }

        long axis = node.Int("axis") ?? 0;
        int at = (int)(axis < 0 ? axis + from.Length : axis);
        long?[]? sizes =
            node.Ints("split")?.Select(static size => (long?)size).ToArray()
            ?? known.NumbersOf(node.In(1));
        for (int i = 0; i < parts.Length; i++)
        {
            long?[] part = [.. from];
            if (at >= 0 && at < part.Length)
            {
                part[at] =
                    sizes is not null && i < sizes.Length ? sizes[i]
                    : node.Input.Count > 1 ? null
                    : part[at] / parts.Length;
            }

            parts[i] = part;
        }

        return parts;
    }
}
