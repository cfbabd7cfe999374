using Interplay.Masks;
using Interplay.Recovery.Bits;
using Interplay.Recovery.Proxies.Trees;

namespace Interplay.Tests.Recovery.Proxies.Trees;

public sealed class TreeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheRootSplitIsTheBestOfAllSplits(ulong seed)
    {
        var random = new SeededRandom(seed);
        MaskMatrix masks = Samples.Masks(210, 23, random);
        ColumnBlocks blocks = ColumnBlocks.Of(masks.Columns);
        var grower = new TreeGrower(blocks, new TreeShape(1, 2, 5, 1, 0));
        var residuals = new float[grower.PaddedRows];
        for (int row = 0; row < masks.RowCount; row++)
        {
            residuals[row] = (float)random.NextGaussian();
        }

        float[] before = [.. residuals];
        RegressionTree tree = grower.Grow(residuals)!;
        int best = Enumerable.Range(0, 23).MaxBy(part => NaiveGain(masks, before, part));
        Assert.Equal(best, tree.Nodes[0].Part);

        // The tree takes the mean of each side off its rows.
        for (int side = 0; side < 2; side++)
        {
            double left = 0;
            for (int row = 0; row < masks.RowCount; row++)
            {
                left += masks[row, best] == (side == 1) ? residuals[row] : 0;
            }

            Assert.Equal(0, left, 1e-3);
        }
    }

    [Theory]
    [InlineData(3, 8, 10)]
    [InlineData(64, 31, 7)]
    [InlineData(64, 2, 7)]
    public void LimitsHold(int depth, int leaves, int minRows)
    {
        var random = new SeededRandom(5);
        MaskMatrix masks = Samples.Masks(500, 19, random);
        ColumnBlocks blocks = ColumnBlocks.Of(masks.Columns);
        double[] values = Samples.Values(masks, 0.5, random);
        BoostingPath path = BoostingPath.Fit(
            blocks,
            values,
            new TreeShape(depth, leaves, minRows, 0.1f, 1),
            20,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(20, path.Trees.Length);
        foreach (RegressionTree tree in path.Trees)
        {
            Assert.InRange(tree.Nodes.ToArray().Count(node => node.IsLeaf), 2, leaves);
            Assert.InRange(Depth(tree.Nodes, 0), 1, depth);
            var counts = new Dictionary<int, int>();
            for (int row = 0; row < masks.RowCount; row++)
            {
                int leaf = Leaf(tree.Nodes, masks, row);
                counts[leaf] = counts.GetValueOrDefault(leaf) + 1;
            }

            Assert.True(counts.Values.Min() >= minRows);
        }
    }

    [Fact]
    public void PredictionsAreThoseOfWalkingTheTree()
    {
        var random = new SeededRandom(6);
        MaskMatrix masks = Samples.Masks(333, 12, random);
        double[] values = Samples.Values(masks, 0.2, random);
        ColumnBlocks blocks = ColumnBlocks.Of(masks.Columns);
        BoostingPath path = BoostingPath.Fit(
            blocks,
            values,
            new TreeShape(64, 31, 3, 0.3f, 1),
            5,
            TestContext.Current.CancellationToken
        );
        MaskMatrix others = Samples.Masks(70, 12, random);
        foreach (RegressionTree tree in path.Trees)
        {
            var predictions = new float[70];
            tree.AddTo(ColumnBlocks.Of(others.Columns), predictions, 2);
            for (int row = 0; row < 70; row++)
            {
                Assert.Equal(
                    2 * tree.Nodes[Leaf(tree.Nodes, others, row)].Value,
                    predictions[row],
                    1e-6f
                );
            }
        }
    }

    [Theory]
    [InlineData(3, 8)]
    [InlineData(5, 32)]
    [InlineData(64, 31)]
    public void TheSpectrumOfTreesIsTheirTransform(int depth, int leaves)
    {
        const int parts = 7;
        var random = new SeededRandom(8);
        MaskMatrix masks = Samples.Masks(400, parts, random);
        double[] values = Samples.Values(masks, 1, random);
        BoostingPath path = BoostingPath.Fit(
            ColumnBlocks.Of(masks.Columns),
            values,
            new TreeShape(depth, leaves, 2, 0.2f, 0),
            12,
            TestContext.Current.CancellationToken
        );
        MaskMatrix all = Samples.AllMasks(parts);
        var predictions = new float[1 << parts];
        var fourier = new TreeFourier();
        foreach (RegressionTree tree in path.Trees)
        {
            tree.AddTo(ColumnBlocks.Of(all.Columns), predictions, 1);
            fourier.Add(tree);
        }

        var found = fourier
            .Terms.Largest(int.MaxValue, int.MaxValue)
            .ToDictionary(term => term.Parts, term => term.Coefficient);
        for (ulong set = 1; set < 1UL << parts; set++)
        {
            double coefficient = 0;
            for (int row = 0; row < predictions.Length; row++)
            {
                int sign =
                    System.Numerics.BitOperations.PopCount(set & (ulong)row) % 2 == 0 ? 1 : -1;
                coefficient += sign * predictions[row] / (double)predictions.Length;
            }

            Assert.Equal(coefficient, found.GetValueOrDefault(PartSet.FromWords([set])), 1e-5);
        }
    }

    [Fact]
    public void ValidationStopsTheBoostingOfNoise()
    {
        var random = new SeededRandom(9);
        MaskMatrix masks = Samples.Masks(300, 20, random);
        double[] noise = [.. Enumerable.Range(0, 300).Select(_ => random.NextGaussian())];
        ColumnBlocks blocks = ColumnBlocks.Of(masks.Columns);
        ColumnBlocks validation = Samples.Blocks(100, 20, random);
        double[] other = [.. Enumerable.Range(0, 100).Select(_ => random.NextGaussian())];
        BoostingPath path = BoostingPath.Validated(
            blocks,
            noise,
            validation,
            other,
            new TreeShape(3, 8, 5, 0.1f, 1),
            1000,
            40,
            TestContext.Current.CancellationToken
        );
        Assert.InRange(path.Trees.Length, 40, 200);
        Assert.Equal(path.Trees.Length + 1, path.ValidationErrors.Count);
    }

    private static double NaiveGain(MaskMatrix masks, float[] residuals, int part)
    {
        double[] sums = [0, 0];
        double[] counts = [0, 0];
        for (int row = 0; row < masks.RowCount; row++)
        {
            int side = masks[row, part] ? 1 : 0;
            sums[side] += residuals[row];
            counts[side]++;
        }

        return sums[0] * sums[0] / counts[0] + sums[1] * sums[1] / counts[1];
    }

    private static int Leaf(ReadOnlySpan<TreeNode> nodes, MaskMatrix masks, int row)
    {
        int node = 0;
        while (!nodes[node].IsLeaf)
        {
            node = masks[row, nodes[node].Part] ? nodes[node].Present : nodes[node].Absent;
        }

        return node;
    }

    private static int Depth(ReadOnlySpan<TreeNode> nodes, int node) =>
        nodes[node].IsLeaf
            ? 0
            : 1 + Math.Max(Depth(nodes, nodes[node].Absent), Depth(nodes, nodes[node].Present));
}
