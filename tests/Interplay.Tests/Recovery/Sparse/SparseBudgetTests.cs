using Interplay.Masks;
using Interplay.Recovery.Sparse;
using Interplay.Tests.Recovery.Spex;

namespace Interplay.Tests.Recovery.Sparse;

public sealed class SparseBudgetTests
{
    [Theory]
    [InlineData(30, 10, 3)]
    [InlineData(64, 10, 4)]
    [InlineData(300, 15, 2)]
    public void ThePredictionIsWithinAFactorOfOneAndAHalf(int parts, int terms, int order)
    {
        int predicted = SparseBudget.AblationsFor(parts, terms, order);
        Assert.True(
            Works((int)(1.5 * predicted), parts, terms, order),
            $"{predicted} predicted, half as many again are not enough"
        );
        Assert.False(
            Works((int)(predicted / 1.5), parts, terms, order)
                && Works(predicted / 2, parts, terms, order),
            $"{predicted} predicted, half as many are enough"
        );
    }

    [Fact]
    public void TermsAndAblationsAreInverses()
    {
        foreach (int parts in new[] { 20, 100, 1000 })
        {
            foreach (int order in new[] { 1, 2, 5 })
            {
                int terms = SparseBudget.TermsWithin(parts, 900, order);
                Assert.True(SparseBudget.AblationsFor(parts, terms, order) <= 900);
                Assert.True(SparseBudget.AblationsFor(parts, terms + 1, order) > 900);
            }
        }
    }

    [Fact]
    public void MorePartsTermsOrOrdersNeverNeedFewerAblations()
    {
        Assert.True(SparseBudget.AblationsFor(200, 10, 2) >= SparseBudget.AblationsFor(100, 10, 2));
        Assert.True(SparseBudget.AblationsFor(100, 11, 2) >= SparseBudget.AblationsFor(100, 10, 2));
        Assert.True(SparseBudget.AblationsFor(100, 10, 3) >= SparseBudget.AblationsFor(100, 10, 2));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(10, 0, 1)]
    [InlineData(10, 1, 0)]
    public void NonsenseIsRefused(int parts, int terms, int order)
    {
        InterplayException error = Assert.Throws<InterplayException>(() =>
            SparseBudget.AblationsFor(parts, terms, order)
        );
        Assert.Equal("option-out-of-range", error.Name);
    }

    private static bool Works(int budget, int parts, int terms, int order)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            FourierGame game = FourierGame.Draw(parts, terms, order, 0, seed);
            MaskPlan plan = new SparseMethod().Plan(
                new PlanRequest
                {
                    PartCount = parts,
                    Budget = budget,
                    MaxOrder = order,
                    Seed = seed,
                }
            );
            var run = new SparseRun(plan, game.Values(plan.Masks));
            SparseFit fit = run.Search(
                run.Outputs.All[0],
                3e8,
                TestContext.Current.CancellationToken
            )!;
            if (!fit.IsExact || fit.Sets.Count != terms)
            {
                return false;
            }
        }

        return true;
    }
}
