using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>Finds attention: fused operators by their names, plain ones as a Softmax of a product whose result multiplies the values.</summary>
internal sealed class AttentionFinder(OnnxGraph graph, GraphWalk walk)
{
    private const int LongestPath = 16;

    private static readonly HashSet<string> Fused =
    [
        "Attention",
        "MultiHeadAttention",
        "GroupQueryAttention",
        "DecoderMaskedMultiHeadAttention",
        "DecoderMaskedSelfAttention",
    ];

    /// <summary>Operators between the product of queries and keys and the Softmax: scale, bias, mask, cap.</summary>
    private static readonly HashSet<string> ScoreSteps =
    [
        "Add",
        "Sub",
        "Mul",
        "Div",
        "Where",
        "Cast",
        "Clip",
        "Max",
        "Min",
        "Tanh",
        "Reshape",
        "Concat",
        "Identity",
    ];

    /// <summary>Operators between the Softmax and the product with the values.</summary>
    private static readonly HashSet<string> WeightSteps =
    [
        "Cast",
        "Dropout",
        "Identity",
        "Where",
        "Slice",
        "Reshape",
        "Mul",
    ];

    private readonly GraphIndex _index = graph.Index;

    /// <summary>The attention blocks in the order they run, each with the place of the node that gives its heads and its output projection.</summary>
    public List<FoundAttention> Find()
    {
        var found = new List<FoundAttention>();
        for (int at = 0; at < _index.Nodes.Count; at++)
        {
            NodeProto node = _index.Nodes[at];
            FoundAttention? block =
                node.Domain == "com.microsoft" && Fused.Contains(node.OpType) ? FusedBlock(node)
                : node.Is("Attention") ? StandardBlock(node)
                : node.Is("Softmax") ? PlainBlock(node)
                : null;
            if (
                block is not null
                && found.TrueForAll(other => other.Block.Value != block.Block.Value)
            )
            {
                found.Add(block);
            }
        }

        found.Sort(static (a, b) => a.At.CompareTo(b.At));
        return found;
    }

    private FoundAttention? FusedBlock(NodeProto node)
    {
        string value = node.Output[0];
        NodeProto? projection = walk.NextProjection(value);
        long? heads = node.Int("num_heads");
        long? total = projection is null
            ? graph.Shapes.FromEnd(value, 0)
            : walk.Weights(projection)!.Value.Rows;
        return Build(
            node.OpType,
            value,
            HeadLayout.HeadsInWidth,
            heads,
            node.Int("kv_num_heads"),
            Share(total, heads),
            projection
        );
    }

    /// <summary>The Attention of ONNX itself (operator set 23): three or four dimensions.</summary>
    private FoundAttention? StandardBlock(NodeProto node)
    {
        string value = node.Output[0];
        NodeProto? projection = walk.NextProjection(value);
        long? total = projection is null ? null : walk.Weights(projection)!.Value.Rows;
        if (node.Int("q_num_heads") is { } heads)
        {
            return Build(
                node.OpType,
                value,
                HeadLayout.HeadsInWidth,
                heads,
                node.Int("kv_num_heads"),
                Share(total ?? graph.Shapes.FromEnd(value, 0), heads),
                projection
            );
        }

        long? width = graph.Shapes.FromEnd(node.In(2), 0) ?? graph.Shapes.FromEnd(node.In(0), 0);
        return Build(
            node.OpType,
            value,
            HeadLayout.HeadsSecond,
            graph.Shapes.FromEnd(node.In(0), 2) ?? Share(total, width),
            graph.Shapes.FromEnd(node.In(1), 2),
            width,
            projection
        );
    }

    private FoundAttention? PlainBlock(NodeProto softmax)
    {
        if (!ReadsScores(softmax) || ValueProduct(softmax.Output[0]) is not { } product)
        {
            return null;
        }

        string value = product.Output[0];
        NodeProto? projection = walk.NextProjection(value);
        long? total = projection is null ? null : walk.Weights(projection)!.Value.Rows;
        int? rank = graph.Shapes.Shape(value)?.Count ?? graph.Shapes.Shape(product.In(1))?.Count;
        long? width = graph.Shapes.FromEnd(value, 0) ?? graph.Shapes.FromEnd(product.In(1), 0);
        long? heads =
            rank == 4
                ? graph.Shapes.FromEnd(value, 2)
                    ?? graph.Shapes.FromEnd(product.In(1), 2)
                    ?? Share(total, width)
                : Share(total, width);
        return rank is not (3 or 4)
            ? null
            : Build(
                "Softmax",
                value,
                rank == 4 ? HeadLayout.HeadsSecond : HeadLayout.HeadsInBatch,
                heads,
                SharedHeads(product.In(1)),
                width ?? Share(total, heads),
                projection
            );
    }

    private static long? Share(long? total, long? among) => among > 0 ? total / among : null;

    private FoundAttention? Build(
        string operation,
        string value,
        HeadLayout layout,
        long? heads,
        long? keyValueHeads,
        long? width,
        NodeProto? projection
    )
    {
        if (
            heads is not (> 0 and <= ComponentLimits.Heads)
            || width is not (> 0 and <= ComponentLimits.Width)
        )
        {
            return null;
        }

        string? output = projection is null ? null : walk.Residual(projection)?.Output;
        var block = new AttentionBlock(
            operation,
            value,
            layout,
            (int)heads,
            keyValueHeads is > 0 and var shared && shared <= heads ? (int)shared : (int)heads,
            (int)width,
            output
        );
        return new FoundAttention(block, _index.ProducerAt(value), projection);
    }

    /// <summary>Whether a Softmax reads the product of two values that both depend on the inputs.</summary>
    private bool ReadsScores(NodeProto softmax)
    {
        var open = new Queue<(string Value, int Steps)>([(softmax.In(0), 0)]);
        var seen = new HashSet<string>();
        while (open.TryDequeue(out (string Value, int Steps) next))
        {
            if (_index.Producer(next.Value) is not { } node || !seen.Add(next.Value))
            {
                continue;
            }

            if (node.OpType is "MatMul" or "FusedMatMul" or "Gemm" or "Einsum")
            {
                if (!walk.IsProjection(node))
                {
                    return true;
                }
            }
            else if (ScoreSteps.Contains(node.OpType) && next.Steps < LongestPath)
            {
                foreach (string input in node.Input)
                {
                    open.Enqueue((input, next.Steps + 1));
                }
            }
        }

        return false;
    }

    /// <summary>The product of attention weights and values. Each value is looked at once: a hostile graph has more paths than time.</summary>
    private NodeProto? ValueProduct(string softmax)
    {
        var open = new Queue<(string Value, int Steps)>([(softmax, 0)]);
        var seen = new HashSet<string>();
        while (open.TryDequeue(out (string Value, int Steps) next))
        {
            foreach (NodeProto reader in walk.Readers(next.Value))
            {
                if (
                    reader.OpType is "MatMul" or "FusedMatMul"
                    && reader.In(0) == next.Value
                    && !_index.IsConstant(reader.In(1))
                )
                {
                    return reader;
                }

                if (
                    WeightSteps.Contains(reader.OpType)
                    && next.Steps < LongestPath
                    && seen.Add(reader.Output[0])
                )
                {
                    open.Enqueue((reader.Output[0], next.Steps + 1));
                }
            }
        }

        return null;
    }

    /// <summary>Heads that keys and values have before they are repeated for their group; null if they are not.</summary>
    private long? SharedHeads(string values)
    {
        string value = values;
        for (int i = 0; i < LongestPath && _index.Producer(value) is { } node; i++)
        {
            if (node.Is("Expand") || node.Is("Tile"))
            {
                return graph.Shapes.Shape(node.In(0)) is { Count: 5 } shape ? shape[1] : null;
            }

            if (
                node.OpType is not ("Reshape" or "Transpose" or "Cast" or "Unsqueeze" or "Identity")
            )
            {
                return null;
            }

            value = node.In(0);
        }

        return null;
    }
}
