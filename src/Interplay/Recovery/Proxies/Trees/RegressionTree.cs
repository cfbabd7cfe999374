using System.Runtime.CompilerServices;
using Interplay.Recovery.Bits;

namespace Interplay.Recovery.Proxies.Trees;

/// <summary>A binary regression tree over parts; node 0 is the root.</summary>
internal sealed class RegressionTree(TreeNode[] nodes)
{
    public ReadOnlySpan<TreeNode> Nodes => nodes;

    /// <summary>Adds the tree's prediction for every row, times <paramref name="weight"/>, to <paramref name="predictions"/>.</summary>
    public void AddTo(ColumnBlocks rows, Span<float> predictions, float weight)
    {
        var all = new uint[rows.RowWords];
        RowSelection.Fill(all, rows.RowCount);
        AddTo(0, all, rows, predictions, weight);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddTo(
        int node,
        uint[] selected,
        ColumnBlocks rows,
        Span<float> predictions,
        float weight
    )
    {
        TreeNode here = nodes[node];
        if (here.IsLeaf)
        {
            RowSelection.Add(selected, weight * here.Value, predictions);
            return;
        }

        ReadOnlySpan<uint> column = rows.Column(here.Part);
        var present = new uint[selected.Length];
        for (int word = 0; word < selected.Length; word++)
        {
            present[word] = selected[word] & column[word];
            selected[word] &= ~column[word];
        }

        AddTo(here.Absent, selected, rows, predictions, weight);
        AddTo(here.Present, present, rows, predictions, weight);
    }
}
