using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Auto;
using Interplay.Tests.Recovery.Spex;

namespace Interplay.Tests.Recovery.Auto;

public sealed class AutoMethodTests
{
    private readonly AutoMethod _method = new();

    [Theory]
    [InlineData(64, 300, "uniform")]
    [InlineData(1000, 600, "combined")]
    [InlineData(64, 13_000, "coded")]
    [InlineData(10, 1024, "exhaustive")]
    public void TheDesignFollowsFromPartsAndBudget(int parts, int budget, string design) =>
        Assert.Equal(
            design,
            _method.Plan(new PlanRequest { PartCount = parts, Budget = budget }).Design.Name
        );

    [Fact]
    public void AFunctionOfFewTermsNeedsNoBlend()
    {
        FourierGame game = FourierGame.Draw(1000, 5, 5, 0, 3);
        MaskPlan plan = _method.Plan(
            new PlanRequest
            {
                PartCount = 1000,
                Budget = 600,
                Seed = 3,
            }
        );
        RecoveryResult result = _method.Run(plan, game.Values(plan.Masks));
        Assert.Equal("sparse", result.Method);
        Assert.InRange(game.Score(result.Outputs[0].Spectrum), 1 - 1e-9, 1);
        Assert.Equal(1, result.Outputs[0].CrossValidatedR2!.Value.Estimate, 1e-9);
    }

    [Fact]
    public void ADenseFunctionIsBlended()
    {
        var random = new SeededRandom(5);
        double[] weights = [.. Enumerable.Range(0, 30).Select(_ => random.NextGaussian())];
        MaskPlan plan = _method.Plan(new PlanRequest { PartCount = 30, Budget = 100 });
        double[] values =
        [
            .. Enumerable
                .Range(0, 100)
                .Select(row =>
                    Math.Tanh(Enumerable.Range(0, 30).Sum(i => plan.Masks[row, i] ? weights[i] : 0))
                ),
        ];
        Assert.Equal("blend", _method.Run(plan, values).Method);
    }
}
