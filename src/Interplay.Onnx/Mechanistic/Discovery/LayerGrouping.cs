using System.Collections;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>
/// Which attention and which MLP make a layer: an MLP ends the layer of the attention that stands before it. Where the first MLP does not wait
/// for any attention, the two run side by side (as in GPT-J), and the n-th MLP belongs to the attention that waits for the MLPs before it.
/// </summary>
internal static class LayerGrouping
{
    public static List<TransformerLayer> Of(
        GraphIndex index,
        List<FoundAttention> attention,
        List<FoundMlp> mlps
    )
    {
        int[] before = Before(index, attention, mlps);
        bool parallel = before.Length > 0 && attention.Count > 0 && before[0] == 0;
        var layers = new List<TransformerLayer>();
        int taken = 0;
        for (int i = 0; i < mlps.Count; i++)
        {
            int end =
                !parallel ? before[i]
                : i + 1 < mlps.Count ? before[i + 1]
                : attention.Count;
            end = Math.Max(end, taken);
            layers.Add(new TransformerLayer(Blocks(taken, end), mlps[i].Block));
            taken = end;
        }

        for (; taken < attention.Count; taken++)
        {
            layers.Add(new TransformerLayer(Blocks(taken, taken + 1), null));
        }

        return layers;

        AttentionBlock[] Blocks(int from, int to) =>
            [.. attention[from..to].Select(static found => found.Block)];
    }

    /// <summary>How many attention blocks each MLP waits for.</summary>
    private static int[] Before(
        GraphIndex index,
        List<FoundAttention> attention,
        List<FoundMlp> mlps
    )
    {
        var upstream = new Dictionary<string, BitArray>();
        Dictionary<int, int> blocks = attention
            .Select(static (found, i) => (found.At, i))
            .ToDictionary();
        Dictionary<int, int> ends = mlps.Select(static (found, i) => (found.At, i)).ToDictionary();
        var before = new int[mlps.Count];
        for (int at = 0; at < index.Nodes.Count; at++)
        {
            NodeProto node = index.Nodes[at];
            var seen = new BitArray(attention.Count);
            foreach (string read in node.Reads())
            {
                if (upstream.TryGetValue(read, out BitArray? more))
                {
                    seen.Or(more);
                }
            }

            if (ends.TryGetValue(at, out int mlp))
            {
                before[mlp] = seen.Cast<bool>().Count(static bit => bit);
            }

            if (blocks.TryGetValue(at, out int block))
            {
                seen[block] = true;
            }

            foreach (string output in node.Output)
            {
                upstream[output] = seen;
            }
        }

        return before;
    }
}
