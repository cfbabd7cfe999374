using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery.Sparse;
using Interplay.Tests.Recovery.Spex;

namespace Interplay.Tests.Recovery.Sparse;

public sealed class SparsePursuitTests
{
    private readonly SparseMethod _method = new();

    [Theory]
    [InlineData(30, 10, 3, 130)]
    [InlineData(64, 15, 5, 300)]
    [InlineData(200, 20, 2, 350)]
    [InlineData(400, 5, 5, 600)]
    public void FewTermsAreFoundExactly(int parts, int terms, int order, int budget)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            FourierGame game = FourierGame.Draw(parts, terms, order, 0, seed);
            Spectrum found = Recovered(game, budget, order, seed);
            Assert.True(
                Same(game.Truth, found, 1e-9),
                $"seed {seed}: {found.Terms.Count} terms found, {game.Truth.Terms.Count} are true"
            );
        }
    }

    [Fact]
    public void NoiseDoesNotHideTheTerms()
    {
        FourierGame game = FourierGame.Draw(64, 15, 5, 0.1, 3);
        Spectrum found = Recovered(game, 450, 5, 3);
        Assert.All(
            game.Truth.Terms.Where(static term => term.Parts.Order > 0),
            term => Assert.Contains(found.Terms, own => own.Parts == term.Parts)
        );
        Assert.InRange(game.Score(found), 0.998, 1);
    }

    [Fact]
    public void AFunctionOfManyTermsIsNotTakenForASparseOne()
    {
        // 100 terms from 150 masks: a support that explained everything would be false.
        FourierGame game = FourierGame.Draw(200, 100, 5, 0, 5);
        MaskPlan plan = _method.Plan(Request(game, 400, 5, 5));
        var run = new SparseRun(plan, game.Values(plan.Masks));
        SparseFit fit = run.Search(run.Outputs.All[0], 1e8, TestContext.Current.CancellationToken)!;
        Assert.False(fit.IsExact);
    }

    [Fact]
    public void TheScaleOfTheValuesDoesNotMatter()
    {
        FourierGame game = FourierGame.Draw(64, 8, 4, 0, 7);
        MaskPlan plan = _method.Plan(Request(game, 200, 4, 7));
        foreach (double scale in new[] { 1e-6, 1e6 })
        {
            Spectrum found = _method.Run(plan, game.Values(plan.Masks, scale)).Outputs[0].Spectrum;
            Assert.Equal(
                game.Truth.Terms.Select(static term => term.Parts).Order(),
                found.Terms.Select(static term => term.Parts).Order()
            );
        }
    }

    [Fact]
    public void TheAnswerDoesNotDependOnTheNumberOfCores()
    {
        FourierGame game = FourierGame.Draw(60, 8, 3, 0.05, 4);
        MaskPlan plan = _method.Plan(Request(game, 250, 3, 4));
        double[] values = game.Values(plan.Masks);
        IEnumerable<SpectrumTerm> first = _method.Run(plan, values).Outputs[0].Spectrum.Terms;
        IEnumerable<SpectrumTerm> again = _method.Run(plan, values).Outputs[0].Spectrum.Terms;
        Assert.Equal(first, again);
    }

    [Fact]
    public void EqualValuesAreAConstant()
    {
        MaskPlan plan = _method.Plan(new PlanRequest { PartCount = 30, Budget = 50 });
        var values = new double[50];
        values.AsSpan().Fill(2.5);
        Spectrum found = _method.Run(plan, values).Outputs[0].Spectrum;
        Assert.Equal(2.5, Assert.Single(found.Terms).Coefficient);
    }

    private Spectrum Recovered(FourierGame game, int budget, int order, ulong seed)
    {
        MaskPlan plan = _method.Plan(Request(game, budget, order, seed));
        return _method.Run(plan, game.Values(plan.Masks)).Outputs[0].Spectrum;
    }

    private static PlanRequest Request(FourierGame game, int budget, int order, ulong seed) =>
        new()
        {
            PartCount = game.PartCount,
            Budget = budget,
            MaxOrder = order,
            Seed = seed,
        };

    private static bool Same(Spectrum truth, Spectrum found, double tolerance)
    {
        var terms = found.Terms.ToDictionary(
            static term => term.Parts,
            static term => term.Coefficient
        );
        return terms.Count == truth.Terms.Count
            && truth.Terms.All(term =>
                terms.TryGetValue(term.Parts, out double own)
                && Math.Abs(own - term.Coefficient) < tolerance
            );
    }
}
