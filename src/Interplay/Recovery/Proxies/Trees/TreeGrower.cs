using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Interplay.Recovery.Bits;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.Proxies.Trees;

/// <summary>
/// Grows regression trees on bit columns, one after another, in one workspace. The leaf whose split lowers the squared error most is split
/// first (best-first, as LightGBM does). Of two children only the smaller is summed; the larger is the parent minus its sibling.
/// </summary>
internal sealed class TreeGrower
{
    /// <summary>Below this share of the rows, sums go row by row.</summary>
    private const double FewRows = 0.3;

    private readonly ColumnBlocks _blocks;
    private readonly TreeShape _shape;
    private readonly TreeLeaf[] _leaves;
    private readonly float[] _rootCounts;
    private readonly float[] _tables;
    private readonly int[] _rows;
    private readonly float[] _gains;

    public TreeGrower(ColumnBlocks blocks, TreeShape shape)
    {
        _blocks = blocks;
        _shape = shape;
        _leaves = new TreeLeaf[LeafLimit(shape)];
        for (int leaf = 0; leaf < _leaves.Length; leaf++)
        {
            _leaves[leaf] = new TreeLeaf(blocks.RowWords, blocks.PaddedColumns);
        }

        _tables = new float[ColumnSums.TableLength(blocks)];
        _rows = new int[blocks.RowCount];
        _gains = new float[blocks.PaddedColumns];
        _rootCounts = new float[blocks.PaddedColumns];
        RowSelection.Fill(_leaves[0].Rows, blocks.RowCount);
        ColumnSums.Count(blocks, _leaves[0].Rows, _rootCounts);
    }

    /// <summary>Residuals must have this length: rows padded with zeros.</summary>
    public int PaddedRows => _blocks.RowWords * 32;

    /// <summary>Fits one tree to the residuals and takes its predictions off them; null when no split helps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public RegressionTree? Grow(Span<float> residuals)
    {
        var nodes = new List<TreeNode>(2 * _leaves.Length) { default };
        Root(residuals);
        int count = 1;
        while (count < _leaves.Length)
        {
            TreeLeaf best = _leaves[0];
            for (int leaf = 1; leaf < count; leaf++)
            {
                if (_leaves[leaf].Gain > best.Gain)
                {
                    best = _leaves[leaf];
                }
            }

            if (best.Gain <= 0)
            {
                break;
            }

            Split(best, _leaves[count++], nodes, residuals, search: count < _leaves.Length);
        }

        if (count == 1)
        {
            return null;
        }

        for (int leaf = 0; leaf < count; leaf++)
        {
            TreeLeaf here = _leaves[leaf];
            float value = _shape.Rate * here.Total / (here.Count + _shape.Penalty);
            nodes[here.Node] = TreeNode.Leaf(value);
            RowSelection.Add(here.Rows, -value, residuals);
        }

        return new RegressionTree([.. nodes]);
    }

    private static int LeafLimit(TreeShape shape) =>
        shape.MaxDepth < 30 ? Math.Min(shape.MaxLeaves, 1 << shape.MaxDepth) : shape.MaxLeaves;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Root(ReadOnlySpan<float> residuals)
    {
        TreeLeaf root = _leaves[0];
        RowSelection.Fill(root.Rows, _blocks.RowCount);
        root.Node = 0;
        root.Depth = 0;
        root.Count = _blocks.RowCount;
        root.Total = DenseKernels.Sum(residuals);
        _rootCounts.CopyTo(root.Counts.AsSpan());
        ColumnSums.Sum(_blocks, residuals, root.Rows, _tables, root.Sums);
        Search(root);
    }

    /// <summary>Splits a leaf in place: it keeps the larger child, <paramref name="other"/> takes the smaller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Split(
        TreeLeaf leaf,
        TreeLeaf other,
        List<TreeNode> nodes,
        ReadOnlySpan<float> residuals,
        bool search
    )
    {
        float presentTotal = leaf.Sums[leaf.Part];
        float presentCount = leaf.Counts[leaf.Part];
        bool presentIsSmaller = presentCount * 2 <= leaf.Count;
        uint flip = presentIsSmaller ? 0 : uint.MaxValue;
        ReadOnlySpan<uint> column = _blocks.Column(leaf.Part);
        for (int word = 0; word < column.Length; word++)
        {
            uint smaller = leaf.Rows[word] & (column[word] ^ flip);
            other.Rows[word] = smaller;
            leaf.Rows[word] ^= smaller;
        }

        other.Total = presentIsSmaller ? presentTotal : leaf.Total - presentTotal;
        other.Count = presentIsSmaller ? presentCount : leaf.Count - presentCount;
        leaf.Total -= other.Total;
        leaf.Count -= other.Count;
        leaf.Depth++;
        other.Depth = leaf.Depth;
        int first = nodes.Count;
        nodes[leaf.Node] = new TreeNode(
            leaf.Part,
            presentIsSmaller ? first : first + 1,
            presentIsSmaller ? first + 1 : first,
            0
        );
        nodes.Add(default);
        nodes.Add(default);
        leaf.Node = first;
        other.Node = first + 1;
        leaf.Gain = 0;
        other.Gain = 0;
        if (!search || leaf.Depth >= _shape.MaxDepth || leaf.Count < 2 * _shape.MinLeafRows)
        {
            return;
        }

        if (other.Count < FewRows * _blocks.RowCount)
        {
            int count = RowSelection.List(other.Rows, _rows);
            RowSums.Sum(_blocks, _rows.AsSpan(0, count), residuals, other.Sums, other.Counts);
        }
        else
        {
            ColumnSums.Sum(_blocks, residuals, other.Rows, _tables, other.Sums);
            ColumnSums.Count(_blocks, other.Rows, other.Counts);
        }

        DenseKernels.Subtract(other.Sums, leaf.Sums);
        DenseKernels.Subtract(other.Counts, leaf.Counts);
        Search(leaf);
        Search(other);
    }

    /// <summary>The best split of a leaf: the largest sum of squared child totals over their sizes, the lowest part where several tie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Search(TreeLeaf leaf)
    {
        leaf.Gain = 0;
        if (leaf.Count < 2 * _shape.MinLeafRows)
        {
            return;
        }

        float parent = leaf.Total * leaf.Total / (leaf.Count + _shape.Penalty);
        var total = new Vector<float>(leaf.Total);
        var count = new Vector<float>(leaf.Count);
        var penalty = new Vector<float>(_shape.Penalty);
        var least = new Vector<float>(_shape.MinLeafRows);
        Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(leaf.Sums.AsSpan());
        Span<Vector<float>> counts = MemoryMarshal.Cast<float, Vector<float>>(leaf.Counts.AsSpan());
        Vector<float> most = Vector<float>.Zero;
        Span<Vector<float>> gains = MemoryMarshal.Cast<float, Vector<float>>(_gains.AsSpan());
        for (int i = 0; i < gains.Length; i++)
        {
            Vector<float> present = sums[i];
            Vector<float> presentCount = counts[i];
            Vector<float> absent = total - present;
            Vector<float> absentCount = count - presentCount;
            // present^2 / p + absent^2 / a with one division.
            Vector<float> presentSize = presentCount + penalty;
            Vector<float> absentSize = absentCount + penalty;
            Vector<float> gain =
                (present * present * absentSize + absent * absent * presentSize)
                / (presentSize * absentSize);
            gain = Vector.ConditionalSelect(
                Vector.GreaterThanOrEqual(Vector.Min(presentCount, absentCount), least),
                gain,
                Vector<float>.Zero
            );
            gains[i] = gain;
            most = Vector.Max(most, gain);
        }

        float largest = 0;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            largest = Math.Max(largest, most[lane]);
        }

        float gained = largest - parent;
        // Below rounding of the sums a split is noise.
        if (gained > 1e-6f * parent && gained > 1e-9f * leaf.Count)
        {
            leaf.Gain = gained;
            leaf.Part = _gains.AsSpan().IndexOf(largest);
        }
    }
}
