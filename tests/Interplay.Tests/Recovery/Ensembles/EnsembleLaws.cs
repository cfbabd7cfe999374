using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Ensembles;

namespace Interplay.Tests.Recovery.Ensembles;

/// <summary>Trees over parts: their spectrum gives what walking them gives, at every mask.</summary>
public sealed class EnsembleLaws
{
    private const int Parts = 7;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_spectrum_gives_what_the_trees_give(ulong seed)
    {
        var random = new SeededRandom(seed);
        var ensemble = new EnsembleSpectrum();
        var trees = new List<(List<MaskTreeNode> Nodes, double Weight)>();
        for (int i = 0; i < 20; i++)
        {
            var nodes = new List<MaskTreeNode>();
            Grow(nodes, random, [.. Enumerable.Range(0, Parts)]);
            trees.Add((nodes, random.NextGaussian()));
            ensemble.Add(nodes, trees[^1].Weight);
        }

        Spectrum spectrum = ensemble.ToSpectrum(Parts, constant: 3);
        Assert.All(spectrum.Terms, static term => Assert.Equal(0, term.StandardError));
        for (ulong mask = 0; mask < 1 << Parts; mask++)
        {
            Assert.Equal(
                3 + trees.Sum(tree => tree.Weight * Walk(tree.Nodes, mask)),
                spectrum.Evaluate([mask]),
                1e-12
            );
        }
    }

    /// <summary>The method gives back what it knows, and asks for the ends and what judges it alone.</summary>
    [Fact]
    public void The_method_learns_from_nothing()
    {
        var ensemble = new EnsembleSpectrum();
        ensemble.Add([new(3, 1, 2, 0), new(-1, -1, -1, 1), new(-1, -1, -1, 5)], 1);
        var method = new EnsembleMethod(ensemble.ToSpectrum(10));
        MaskPlan plan = method.Plan(
            new PlanRequest
            {
                PartCount = 10,
                Budget = 22,
                HeldOut = 20,
            }
        );
        Assert.Equal((2, 20), (plan.Masks.RowCount, plan.HeldOut!.RowCount));
        RecoveryResult result = method.Recover(
            plan,
            [9, 9],
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(5, result.Outputs[0].Spectrum.Evaluate([8]));
        Assert.Equal(1, result.Outputs[0].Spectrum.Evaluate([7]));
    }

    private static int Grow(List<MaskTreeNode> nodes, SeededRandom random, List<int> left)
    {
        int place = nodes.Count;
        nodes.Add(default);
        if (left.Count == 0 || random.NextInt(4) == 0)
        {
            nodes[place] = new MaskTreeNode(-1, -1, -1, (float)random.NextGaussian());
            return place;
        }

        int part = left[random.NextInt(left.Count)];
        List<int> rest = [.. left.Where(other => other != part)];
        int absent = Grow(nodes, random, rest);
        nodes[place] = new MaskTreeNode(part, absent, Grow(nodes, random, rest), 0);
        return place;
    }

    private static double Walk(List<MaskTreeNode> nodes, ulong mask)
    {
        MaskTreeNode node = nodes[0];
        while (node.Part >= 0)
        {
            node = nodes[(mask >> node.Part & 1) == 1 ? node.Present : node.Absent];
        }

        return node.Value;
    }
}
