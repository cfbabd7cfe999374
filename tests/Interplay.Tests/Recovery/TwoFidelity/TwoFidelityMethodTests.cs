using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery;
using Interplay.Recovery.Catalogue;
using Interplay.Recovery.Exact;
using Interplay.Recovery.Spex;
using Interplay.Recovery.TwoFidelity;
using Interplay.Recovery.WalshBayes;
using Interplay.Tests.Recovery.Proxies;

namespace Interplay.Tests.Recovery.TwoFidelity;

public sealed class TwoFidelityMethodTests
{
    private const int Parts = 24;

    [Theory]
    [InlineData("blend")]
    [InlineData("proxyspex")]
    [InlineData("walshbayes")]
    public void APriorThatCorrelatesRaisesR2(string method)
    {
        Spectrum truth = Dense(1);
        Spectrum cheap = Mixed(truth, Dense(2), 0.95).Scale(3);
        MaskMatrix masks = Samples.Distinct(70, Parts, 3);
        IRecoveryMethod inner = RecoveryMethods.Named(method);
        RecoveryResult with = new TwoFidelityMethod(inner, cheap).Run(
            Given(masks),
            truth.Evaluate(masks)
        );
        double plain = R2(inner.Run(Given(masks), truth.Evaluate(masks)), truth);
        double better = R2(with, truth);
        Assert.True(better > plain + 0.05, $"plain {plain}, with the prior {better}");
        Assert.Contains(
            with.Notes,
            static note => note.Contains("used, with", StringComparison.Ordinal)
        );
        Assert.Equal(better, with.Outputs[0].CrossValidatedR2!.Value.Estimate, 0.15);
    }

    [Fact]
    public void AnUnrelatedPriorCostsNextToNothing()
    {
        const int Seeds = 30;
        double sum = 0;
        IRecoveryMethod inner = RecoveryMethods.Named("lasso1");
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            Spectrum truth = Dense(100 + seed);
            MaskMatrix masks = Samples.Distinct(80, Parts, 200 + seed);
            double[] values = truth.Evaluate(masks);
            double plain = R2(inner.Run(Given(masks), values), truth);
            double with = R2(
                new TwoFidelityMethod(inner, Dense(300 + seed)).Run(Given(masks), values),
                truth
            );
            Assert.True(with > plain - 0.03, $"seed {seed}: plain {plain}, with the prior {with}");
            sum += with - plain;
        }

        Assert.True(sum / Seeds > -0.003, $"mean change {sum / Seeds}");
    }

    [Fact]
    public void TheScalesAreRecovered()
    {
        Spectrum cheap = Dense(4);
        var costly = new Spectrum(
            Parts,
            cheap.Terms.Select(static term => new SpectrumTerm(
                term.Parts,
                term.Coefficient * (term.Parts.Order == 1 ? 2 : -0.5)
            ))
        );
        MaskMatrix masks = Samples.Distinct(300, Parts, 5);
        int[] folds = [.. Enumerable.Range(0, 300).Select(static row => row % 5)];
        var prior = ScaledPrior.Fit(cheap, masks, costly.Evaluate(masks), folds);
        Assert.True(prior.Explains);
        Assert.Equal(2, prior.Scales.Singles, 0.02);
        Assert.Equal(-0.5, prior.Scales.Larger, 0.02);
        Assert.Equal(1, prior.CrossValidatedR2, 0.01);
    }

    [Fact]
    public void TheSpectrumIsTheScaledPriorPlusTheRest()
    {
        Spectrum cheap = Dense(6);
        Spectrum costly = Mixed(cheap, Dense(7), 0.9);
        MaskMatrix masks = Samples.Distinct(100, Parts, 8);
        int[] folds = [.. Enumerable.Range(0, 100).Select(static row => row % 5)];
        var prior = ScaledPrior.Fit(cheap, masks, costly.Evaluate(masks), folds);
        Spectrum rest = Dense(9);
        double[] sum = prior.AddTo(rest).Evaluate(masks);
        double[] expected =
        [
            .. prior.Predictions.Zip(rest.Evaluate(masks), static (a, b) => a + b),
        ];
        for (int row = 0; row < sum.Length; row++)
        {
            Assert.Equal(expected[row], sum[row], 1e-9);
        }
    }

    [Fact]
    public void EachOutputHasItsOwnPriorAndItsOwnDecision()
    {
        Spectrum first = Dense(11);
        Spectrum second = Dense(12);
        MaskMatrix masks = Samples.Distinct(90, Parts, 13);
        double[] values =
        [
            .. first
                .Evaluate(masks)
                .Zip(second.Evaluate(masks))
                .SelectMany(static pair => (double[])[pair.First, pair.Second]),
        ];
        RecoveryResult result = new TwoFidelityMethod(
            RecoveryMethods.Named("lasso1"),
            first,
            Dense(14)
        ).Run(Given(masks), values);
        Assert.Contains(result.Notes, static note => Says(note, "Output 0: Prior", "used, with"));
        Assert.Contains(result.Notes, static note => Says(note, "Output 1: Prior", "not used"));
        Assert.True(R2(result, first) > 0.95);
    }

    [Fact]
    public void AnotherNumberOfPartsOrOutputsIsAnError()
    {
        MaskMatrix masks = Samples.Distinct(60, Parts + 1, 1);
        IRecoveryMethod inner = RecoveryMethods.Named("lasso1");
        var parts = Assert.Throws<InterplayException>(() =>
            new TwoFidelityMethod(inner, Dense(1)).Run(Given(masks), new double[60])
        );
        Assert.Equal("prior-mismatch", parts.Name);
        var outputs = Assert.Throws<InterplayException>(() =>
            new TwoFidelityMethod(inner, Dense(1), Dense(2)).Run(
                Given(Samples.Distinct(60, Parts, 1)),
                new double[180]
            )
        );
        Assert.Equal("prior-mismatch", outputs.Name);
    }

    [Fact]
    public void SpexCannotBeJudgedAndSaysSo()
    {
        Spectrum truth = Dense(1);
        var method = new TwoFidelityMethod(new SpexMethod(), truth);
        MaskPlan plan = method.Plan(new PlanRequest { PartCount = Parts, Budget = 600 });
        var error = Assert.Throws<InterplayException>(() =>
            method.Run(plan, truth.Evaluate(plan.Masks))
        );
        Assert.Equal("prior-not-judged", error.Name);
    }

    [Theory]
    [InlineData("auto", true)]
    [InlineData("sparse", true)]
    [InlineData("spex", false)]
    public void ItPlansPrefixesWhereTheMethodDoes(string method, bool prefixes)
    {
        IRecoveryMethod inner = RecoveryMethods.Named(method);
        var withPrior = new TwoFidelityMethod(inner, new Spectrum(130, []));
        var request = new PlanRequest { PartCount = 130, Budget = 2000 };
        Assert.Equal(prefixes, withPrior.ReadsAnyMasks);
        Assert.False(withPrior.Plan(request).Design.HasPrefixes);
        Assert.Equal(prefixes, withPrior.Plan(request with { Prefixes = true }).Design.HasPrefixes);
    }

    [Fact]
    public void WhereEveryMaskIsKnownThePriorIsNotNeeded()
    {
        MaskMatrix masks = ExhaustiveDesign.All(6);
        var truth = new Spectrum(6, [new SpectrumTerm(PartSet.Of(1, 2), 1.5)]);
        RecoveryResult result = new TwoFidelityMethod(
            new ExactMethod(),
            new Spectrum(6, [new SpectrumTerm(PartSet.Of(3), 1)])
        ).Run(Given(masks), truth.Evaluate(masks));
        Assert.Contains(result.Notes, static note => Says(note, "Prior", "not needed"));
        Assert.Equal(1.5, result.Outputs[0].Spectrum[PartSet.Of(1, 2)], 1e-12);
    }

    [Fact]
    public void TermsOfThePriorAloneHaveAnError()
    {
        Spectrum truth = Dense(21);
        Spectrum cheap = Mixed(truth, Dense(22), 0.9);
        MaskMatrix masks = Samples.Distinct(120, Parts, 23);
        RecoveryResult result = new TwoFidelityMethod(new WalshBayesMethod(), cheap).Run(
            Given(masks),
            truth.Evaluate(masks)
        );
        Assert.All(
            result.Outputs[0].Spectrum.Terms,
            static term => Assert.True(term.StandardError >= 0)
        );
    }

    private static bool Says(string note, string start, string text) =>
        note.StartsWith(start, StringComparison.Ordinal)
        && note.Contains(text, StringComparison.Ordinal);

    /// <summary>A function of all single parts and of pairs among some of them: too many terms for a few masks.</summary>
    private static Spectrum Dense(ulong seed)
    {
        var random = new SeededRandom(seed);
        var terms = new List<SpectrumTerm> { new(PartSet.Empty, 1) };
        for (int part = 0; part < Parts; part++)
        {
            terms.Add(new SpectrumTerm(PartSet.Of(part), random.NextGaussian()));
            terms.Add(
                new SpectrumTerm(PartSet.Of(part, (part + 3) % Parts), 0.5 * random.NextGaussian())
            );
        }

        return new Spectrum(Parts, terms);
    }

    /// <summary>A spectrum that correlates with the first by <paramref name="correlation"/>, given that the second does not.</summary>
    private static Spectrum Mixed(Spectrum first, Spectrum second, double correlation) =>
        Spectrum.Combine([first, second], correlation, Math.Sqrt(1 - correlation * correlation));

    private static MaskPlan Given(MaskMatrix masks) =>
        MaskPlan.Given(
            new PlanRequest { PartCount = masks.PartCount, Budget = masks.RowCount },
            masks
        );

    private static double R2(RecoveryResult result, Spectrum truth)
    {
        MaskMatrix fresh = Samples.Distinct(1000, Parts, 999);
        return Faithfulness
            .Measure(result.Outputs[0].Spectrum, fresh, truth.Evaluate(fresh))
            .R2!.Value.Estimate;
    }
}
