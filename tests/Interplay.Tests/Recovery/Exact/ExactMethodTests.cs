using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Exact;

namespace Interplay.Tests.Recovery.Exact;

public sealed class ExactMethodTests
{
    private readonly ExactMethod _method = new();

    [Fact]
    public void TheSpectrumOfEachOutputComesBack()
    {
        var first = new Spectrum(
            6,
            [new(PartSet.Empty, 1.5), new(PartSet.Of(0, 5), -2), new(PartSet.Of(1, 2, 3, 4), 1e-3)]
        );
        var second = new Spectrum(6, [new(PartSet.Of(3), 1e6)]);
        MaskPlan plan = _method.Plan(new PlanRequest { PartCount = 6, Budget = 64 });
        var values = new double[128];
        for (int row = 0; row < 64; row++)
        {
            values[2 * row] = first.Evaluate(plan.Masks.Row(row));
            values[2 * row + 1] = second.Evaluate(plan.Masks.Row(row));
        }

        RecoveryResult result = _method.Run(plan, values);
        Assert.Equal(2, result.Outputs.Count);
        Same(first, result.Outputs[0].Spectrum);
        Same(second, result.Outputs[1].Spectrum);
    }

    [Fact]
    public void RowsMayComeInAnyOrder()
    {
        var truth = new Spectrum(4, [new(PartSet.Of(0), 1), new(PartSet.Of(1, 3), 2)]);
        MaskPlan plan = _method.Plan(new PlanRequest { PartCount = 4, Budget = 16 });
        plan = plan with { Masks = plan.Masks.Select(new SeededRandom(2).Permutation(16)) };
        double[] values =
        [
            .. Enumerable.Range(0, 16).Select(row => truth.Evaluate(plan.Masks.Row(row))),
        ];
        Same(truth, _method.Run(plan, values).Outputs[0].Spectrum);
    }

    [Fact]
    public void HeldOutMasksAreNotBoughtAndThePlanSaysSo()
    {
        MaskPlan plan = _method.Plan(
            new PlanRequest
            {
                PartCount = 5,
                Budget = 40,
                HeldOut = 10,
            }
        );
        Assert.Null(plan.HeldOut);
        Assert.Equal(32, plan.Cost);
        Assert.Contains(plan.Notes, note => note.Contains("10 held-out", StringComparison.Ordinal));
    }

    [Fact]
    public void ABudgetBelowAllMasksNamesTheLeast()
    {
        var error = Assert.Throws<BudgetTooSmallException>(() =>
            _method.Plan(new PlanRequest { PartCount = 10, Budget = 1023 })
        );
        Assert.Equal(1024, error.Least);
    }

    [Fact]
    public void TooManyPartsAreRefused()
    {
        var error = Assert.Throws<InterplayException>(() =>
            _method.Plan(new PlanRequest { PartCount = 25, Budget = int.MaxValue })
        );
        Assert.Equal("too-many-parts", error.Name);
    }

    [Fact]
    public void IncompleteMasksAreRefused()
    {
        MaskPlan plan = _method.Plan(new PlanRequest { PartCount = 4, Budget = 16 });
        MaskPlan cut = plan with { Masks = plan.Masks.Slice(0, 15) };
        Assert.Equal(
            "masks-incomplete",
            Assert.Throws<InterplayException>(() => _method.Run(cut, new double[15])).Name
        );
        Assert.Equal(
            "values-mismatched",
            Assert.Throws<InterplayException>(() => _method.Run(plan, new double[15])).Name
        );
    }

    private static void Same(Spectrum expected, Spectrum found)
    {
        Assert.Equal(
            expected.Terms.Select(term => term.Parts),
            found.Terms.Select(term => term.Parts)
        );
        foreach (SpectrumTerm term in expected.Terms)
        {
            Assert.Equal(
                term.Coefficient,
                found[term.Parts],
                1e-12 * Math.Abs(term.Coefficient) + 1e-15
            );
        }
    }
}
