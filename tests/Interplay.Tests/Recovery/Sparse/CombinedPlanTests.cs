using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Sparse;
using Interplay.Recovery.Spex;
using Interplay.Tests.Recovery.Spex;

namespace Interplay.Tests.Recovery.Sparse;

public sealed class CombinedPlanTests
{
    private readonly SparseMethod _method = new();

    [Theory]
    [InlineData(256, 400, 0)]
    [InlineData(1000, 600, 0)]
    [InlineData(1000, 1500, 100)]
    public void TheWholeBudgetBuysDistinctMasks(int parts, int budget, int heldOut)
    {
        MaskPlan plan = _method.Plan(
            new PlanRequest
            {
                PartCount = parts,
                Budget = budget,
                HeldOut = heldOut,
            }
        );
        var design = Assert.IsType<CombinedDesign>(plan.Design);
        Assert.Equal(budget, plan.Cost);
        Assert.Equal(budget, MaskIndex.Over(plan.AllMasks()).Count);
        Assert.InRange(design.Coded.CodedRows, 1, 0.7 * (budget - heldOut));
    }

    [Theory]
    [InlineData(64, 600, null)]
    [InlineData(1000, 600, 2)]
    [InlineData(1000, 100, null)]
    public void MasksAreUniformWhereAllSetsCanBeScreenedOrTheBudgetHoldsNoCode(
        int parts,
        int budget,
        int? maxOrder
    )
    {
        MaskPlan plan = _method.Plan(
            new PlanRequest
            {
                PartCount = parts,
                Budget = budget,
                MaxOrder = maxOrder,
            }
        );
        Assert.Equal("uniform", plan.Design.Name);
    }

    [Fact]
    public void CodedMasksAreRecognisedInATableInAnyOrder()
    {
        FourierGame game = FourierGame.Draw(400, 5, 5, 0, 2);
        MaskPlan plan = _method.Plan(
            new PlanRequest
            {
                PartCount = 400,
                Budget = 600,
                Seed = 2,
            }
        );
        int[] order = new SeededRandom(1).Permutation(plan.Masks.RowCount);
        MaskMatrix shuffled = plan.Masks.Select(order);
        CodedDesign? coded = CombinedPlan.CodedMasksOf(MaskPlan.Given(plan.Request, shuffled));
        Assert.NotNull(coded);
        RecoveryResult planned = _method.Run(plan, game.Values(plan.Masks));
        RecoveryResult given = _method.Run(
            MaskPlan.Given(plan.Request, shuffled),
            game.Values(shuffled)
        );
        Assert.Equal(
            planned.Outputs[0].Spectrum.Terms.Select(static term => term.Parts).Order(),
            given.Outputs[0].Spectrum.Terms.Select(static term => term.Parts).Order()
        );
        Assert.Null(
            CombinedPlan.CodedMasksOf(MaskPlan.Given(plan.Request with { Seed = 3 }, shuffled))
        );
    }
}
