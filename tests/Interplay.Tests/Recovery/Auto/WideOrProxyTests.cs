using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery;
using Interplay.Recovery.Auto;

namespace Interplay.Tests.Recovery.Auto;

/// <summary>More parts or masks than the blend takes: what predicts masks that were left out is the answer, and the notes say which and why.</summary>
public sealed class WideOrProxyTests
{
    private const int Parts = 1000;

    [Fact]
    public void Strong_terms_in_noise_are_read_by_wide()
    {
        var random = new SeededRandom(4);
        var truth = new Spectrum(
            Parts,
            [
                .. Enumerable
                    .Range(0, 20)
                    .Select(part => new SpectrumTerm(
                        PartSet.Of(part * 50),
                        1 + random.NextDouble()
                    )),
                .. Enumerable
                    .Range(0, 10)
                    .Select(pair => new SpectrumTerm(
                        PartSet.Of(pair * 50 + 1, pair * 50 + 26),
                        1 + random.NextDouble()
                    )),
            ]
        );
        (RecoveryResult result, double r2) = Recovered(truth, 900, 4);
        Assert.Equal("wide", result.Method);
        Assert.Contains("so wide.", result.Notes[0], StringComparison.Ordinal);
        Assert.InRange(r2, 0.95, 1);
    }

    [Fact]
    public void Many_weak_terms_that_add_up_are_not_left_to_wide()
    {
        var random = new SeededRandom(4);
        var truth = new Spectrum(
            Parts,
            Enumerable
                .Range(0, 400)
                .Select(part => new SpectrumTerm(PartSet.Of(part * 2), random.NextGaussian()))
        );
        (RecoveryResult result, double r2) = Recovered(truth, 1000, 1);
        Assert.NotEqual("wide", result.Method);
        Assert.Contains("so ProxySPEX.", result.Notes[0], StringComparison.Ordinal);
        Assert.InRange(r2, 0.2, 1);
    }

    [Fact]
    public void A_table_too_large_for_trees_is_read_by_wide()
    {
        const int rows = 13_000;
        const int parts = 4000;
        var truth = new Spectrum(
            parts,
            [
                new SpectrumTerm(PartSet.Of(7), 1),
                new SpectrumTerm(PartSet.Of(3999), -1),
                new SpectrumTerm(PartSet.Of(1, 2), 1),
            ]
        );
        MaskMatrix masks = UniformDesign.Draw(parts, rows, new SeededRandom(1));
        MaskPlan plan = MaskPlan.Given(new PlanRequest { PartCount = parts, Budget = rows }, masks);
        RecoveryResult result = new AutoMethod().Recover(
            plan,
            truth.Evaluate(masks),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal("wide", result.Method);
        Assert.StartsWith(
            "auto: 13000 masks of 4000 parts are more than",
            result.Notes[0],
            StringComparison.Ordinal
        );
        Assert.Equal(
            truth.Terms.Select(static term => term.Parts),
            result
                .Outputs[0]
                .Spectrum.Terms.Select(static term => term.Parts)
                .Where(static set => set.Order > 0)
        );
    }

    [Theory]
    [InlineData(1000, "coded")]
    [InlineData(1001, "uniform")]
    public void A_large_budget_of_many_parts_asks_for_masks_that_wide_reads(
        int parts,
        string design
    )
    {
        MaskPlan plan = new AutoMethod().Plan(
            new PlanRequest { PartCount = parts, Budget = 12_500 }
        );
        Assert.Equal((design, 12_500), (plan.Design.Name, plan.Cost));
        Assert.StartsWith("auto: ", plan.Notes[0], StringComparison.Ordinal);
    }

    private static (RecoveryResult Result, double R2) Recovered(
        Spectrum truth,
        int rows,
        double noise
    )
    {
        MaskMatrix masks = UniformDesign.Draw(Parts, rows, new SeededRandom(1));
        MaskMatrix fresh = UniformDesign.Draw(Parts, 500, new SeededRandom(2));
        var random = new SeededRandom(3);
        double[] values =
        [
            .. truth.Evaluate(masks).Select(value => value + noise * random.NextGaussian()),
        ];
        MaskPlan plan = MaskPlan.Given(new PlanRequest { PartCount = Parts, Budget = rows }, masks);
        RecoveryResult result = new WideOrProxy().Recover(
            plan,
            values,
            null,
            TestContext.Current.CancellationToken
        );
        return (
            result,
            Faithfulness
                .Measure(result.Outputs[0].Spectrum, fresh, truth.Evaluate(fresh))
                .R2!.Value.Estimate
        );
    }
}
