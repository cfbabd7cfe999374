using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery;
using Interplay.Recovery.Blend;
using Interplay.Recovery.WalshBayes;

namespace Interplay.Tests.Recovery.WalshBayes;

public sealed class WalshBayesMethodTests
{
    private static readonly PartSet[] Parities =
    [
        PartSet.Of(1, 5, 9, 17, 30),
        PartSet.Of(0, 2, 22, 25, 31),
        PartSet.Of(7, 8, 11, 12, 29),
        PartSet.Of(3, 14, 15, 27, 28),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void OrderFiveParitiesWithoutATraceAreFoundAsSpikes(ulong seed)
    {
        (MaskPlan plan, double[] values) = Evaluated(new WalshBayesMethod(), 32, 300, seed, Parity);
        Spectrum spectrum = Recover(new WalshBayesMethod(), plan, values).Outputs[0].Spectrum;
        Assert.Equal(Parities.Order(), spectrum.TopTerms(4).Select(term => term.Parts).Order());
        Assert.All(Parities, set => Assert.Equal(1, spectrum[set], 0.02));
    }

    [Fact]
    public void TheBlendTakesTheShrinkageOfAnExactlySparseFunctionAway()
    {
        (MaskPlan plan, double[] values) = Evaluated(new BlendMethod(), 32, 400, 1, Parity);
        OutputRecovery recovery = Recover(new BlendMethod(), plan, values).Outputs[0];
        Assert.All(Parities, set => Assert.Equal(1, recovery.Spectrum[set], 1e-3));
        Assert.True(recovery.CrossValidatedR2!.Value.Estimate > 0.999);
    }

    [Fact]
    public void ScaleAndShiftOnlyScaleAndShift()
    {
        (MaskPlan plan, double[] values) = Evaluated(new BlendMethod(), 12, 150, 1, Smooth);
        OutputRecovery one = Recover(new BlendMethod(), plan, values).Outputs[0];
        OutputRecovery other = Recover(
            new BlendMethod(),
            plan,
            [.. values.Select(value => 1024 * value + 4096)]
        ).Outputs[0];
        Assert.Equal(1024 * one.Spectrum.Constant + 4096, other.Spectrum.Constant, 1e-3);
        foreach (SpectrumTerm term in one.Spectrum.TopTerms(30).Where(term => term.Parts.Order > 0))
        {
            Assert.Equal(1024 * term.Coefficient, other.Spectrum[term.Parts], 1e-2);
        }
    }

    [Fact]
    public void OutputsShareTheMasksAndComeOutAsTheyWouldAlone()
    {
        (MaskPlan plan, double[] values) = Evaluated(new BlendMethod(), 12, 200, 1, Smooth);
        double[] both = [.. values.SelectMany(value => new[] { value, 7.0 })];
        RecoveryResult result = Recover(new BlendMethod(), plan, both);
        Spectrum alone = Recover(new BlendMethod(), plan, values).Outputs[0].Spectrum;
        Assert.Equal(7, result.Outputs[1].Spectrum.Constant, 12);
        Assert.Single(result.Outputs[1].Spectrum.Terms);
        Assert.All(
            alone.TopTerms(20),
            term => Assert.Equal(term.Coefficient, result.Outputs[0].Spectrum[term.Parts], 1e-9)
        );
    }

    [Fact]
    public void TheSameSeedGivesTheSameBits()
    {
        (MaskPlan plan, double[] values) = Evaluated(new BlendMethod(), 16, 200, 4, Smooth);
        Spectrum first = Recover(new BlendMethod(), plan, values).Outputs[0].Spectrum;
        Spectrum second = Recover(new BlendMethod(), plan, values).Outputs[0].Spectrum;
        Assert.Equal(first.Terms, second.Terms);
    }

    [Fact]
    public void AFunctionOfManySmallEffectsIsPredictedOnFreshMasks()
    {
        (MaskPlan plan, double[] values) = Evaluated(new BlendMethod(), 24, 400, 1, Smooth);
        OutputRecovery recovery = Recover(new BlendMethod(), plan, values).Outputs[0];
        MaskMatrix fresh = UniformDesign.Draw(24, 1000, new SeededRandom(99));
        double[] truth = [.. Enumerable.Range(0, 1000).Select(row => Smooth(fresh.GetMask(row)))];
        double r2 = Faithfulness.Measure(recovery.Spectrum, fresh, truth).R2!.Value.Estimate;
        Assert.True(r2 > 0.95, $"R2 {r2}");
        Assert.Equal(r2, recovery.CrossValidatedR2!.Value.Estimate, 0.04);
        Assert.All(recovery.Spectrum.Terms, term => Assert.NotNull(term.StandardError));
    }

    [Fact]
    public void TooFewAndTooManyMasksAreNamed()
    {
        var few = Assert.Throws<BudgetTooSmallException>(() =>
            new BlendMethod().Plan(new PlanRequest { PartCount = 50, Budget = 9 })
        );
        Assert.Equal(10, few.Least);
        var request = new PlanRequest { PartCount = 20, Budget = BlendMethod.MostMasks + 1 };
        MaskPlan plan = new BlendMethod().Plan(request);
        var many = Assert.Throws<InterplayException>(() =>
            Recover(new BlendMethod(), plan, new double[BlendMethod.MostMasks + 1])
        );
        Assert.Equal("too-many-masks", many.Name);
    }

    private static RecoveryResult Recover(IRecoveryMethod method, MaskPlan plan, double[] values) =>
        method.Recover(plan, values, cancellationToken: TestContext.Current.CancellationToken);

    private static double Parity(Mask mask) => 0.5 + Parities.Sum(set => set.Character(mask.Words));

    private static double Smooth(Mask mask)
    {
        double sum = 0;
        for (int part = 0; part < mask.PartCount; part++)
        {
            sum += mask[part] ? Math.Cos(part) : 0;
        }

        return Math.Tanh(sum / 2) + (mask[1] && mask[2] ? 0.5 : 0);
    }

    private static (MaskPlan Plan, double[] Values) Evaluated(
        IRecoveryMethod method,
        int parts,
        int budget,
        ulong seed,
        Func<Mask, double> function
    )
    {
        MaskPlan plan = method.Plan(
            new PlanRequest
            {
                PartCount = parts,
                Budget = budget,
                Seed = seed,
            }
        );
        return (
            plan,
            [.. Enumerable.Range(0, budget).Select(row => function(plan.Masks.GetMask(row)))]
        );
    }
}
