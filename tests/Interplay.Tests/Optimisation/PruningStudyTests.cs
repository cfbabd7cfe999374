using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Optimisation;
using Interplay.Recovery.Exact;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.Tests.Interactions;
using Interplay.ValueFunctions;

namespace Interplay.Tests.Optimisation;

public sealed class PruningStudyTests
{
    private const int Parts = 8;

    /// <summary>With the complete spectrum the first rule is the best of all choices, and every rule removes what it says.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task Every_rule_keeps_its_word(ulong seed, bool minimise)
    {
        Spectrum truth = ExactFunctions.Random(Parts, 60, 4, seed);
        Pruning pruning = await RunAsync(
            truth,
            [1, 3, 5, Parts],
            new PruningOptions { Minimise = minimise }
        );
        double sign = minimise ? -1 : 1;
        Assert.Equal([1, 3, 5, Parts], pruning.Levels.Select(static level => level.Removed));
        Assert.Equal(Value(truth, PartSet.Empty), pruning.Whole, 1e-12);
        Assert.Null(pruning.WholeOnTest);
        double[] effects =
        [
            .. Enumerable.Range(0, Parts).Select(p => sign * -2 * truth[PartSet.Of(p)]),
        ];
        double[] losses =
        [
            .. Enumerable.Range(0, Parts).Select(p => -sign * Value(truth, PartSet.Of(p))),
        ];
        foreach (PruningLevel level in pruning.Levels)
        {
            Assert.Equal(Enum.GetValues<PruningRule>(), level.Choices.Select(static c => c.Rule));
            Assert.All(
                level.Choices,
                choice =>
                {
                    Assert.Equal(level.Removed, choice.Parts.Order);
                    Assert.Equal(Value(truth, choice.Parts), choice.Measured, 1e-12);
                    Assert.Equal(choice.Measured, choice.Predicted, 1e-9);
                    Assert.Null(choice.OnTest);
                }
            );
            double best = Sets(level.Removed).Max(set => sign * Value(truth, set));
            Assert.Equal(best, sign * level.Choices[0].Measured, 1e-9);
            Assert.True(level.Choices[0].IsProven);
            Assert.Equal(Lowest(effects, level.Removed), level.Choices[1].Parts);
            Assert.Equal(
                Lowest([.. effects.Select(Math.Abs)], level.Removed),
                level.Choices[2].Parts
            );
            Assert.Equal(Lowest(losses, level.Removed), level.Choices[3].Parts);
        }
    }

    /// <summary>Interactions that every group of the data has count in full; those that each group has its own of hardly or not.</summary>
    [Theory]
    [InlineData(true, 1, 1)]
    [InlineData(false, 0, 0.3)]
    public async Task Interactions_count_as_far_as_they_carry_over(
        bool areShared,
        double least,
        double most
    )
    {
        var random = new SeededRandom(11);
        SpectrumTerm[] singles =
        [
            .. Enumerable
                .Range(0, Parts)
                .Select(part => new SpectrumTerm(PartSet.Of(part), -0.2 * (part + 1))),
        ];
        SpectrumTerm[] shared = Pairs();
        Spectrum[] groups =
        [
            .. Enumerable
                .Range(0, 6)
                .Select(_ => new Spectrum(Parts, [.. singles, .. areShared ? shared : Pairs()])),
        ];
        var truth = new Spectrum(Parts, areShared ? [.. singles, .. shared] : singles);
        var mean = new Spectrum(
            Parts,
            groups
                .SelectMany(static group => group.Terms)
                .GroupBy(static term => term.Parts)
                .Select(static terms => new SpectrumTerm(
                    terms.Key,
                    terms.Average(static term => term.Coefficient)
                ))
        );
        Pruning pruning = await PruningStudy.RunAsync(
            Output(mean),
            new DelegateValueFunction(Parts, mask => truth.Evaluate(mask.Words)),
            [3],
            new PruningOptions { Groups = groups },
            TestContext.Current.CancellationToken
        );
        PruningChoice best = pruning.Levels[0].Choices[0];
        Assert.InRange(best.InteractionWeight!.Value, least, most);
        Assert.Equal(Sets(3).Max(set => Value(truth, set)), best.Measured, 1e-9);
        Assert.All(pruning.Levels[0].Choices.Skip(1), static c => Assert.Null(c.InteractionWeight));

        SpectrumTerm[] Pairs() =>
            [
                .. Enumerable
                    .Range(0, Parts)
                    .SelectMany(i => Enumerable.Range(0, i).Select(j => PartSet.Of(j, i)))
                    .Select(pair => new SpectrumTerm(pair, 0.5 * random.NextGaussian())),
            ];
    }

    [Fact]
    public async Task One_group_is_no_comparison()
    {
        var truth = new Spectrum(Parts, [new SpectrumTerm(PartSet.Of(1), 1)]);
        InterplayException error = await Assert.ThrowsAsync<InterplayException>(() =>
            RunAsync(truth, [1], new PruningOptions { Groups = [truth] })
        );
        Assert.Equal("pruning-mismatch", error.Name);
    }

    /// <summary>Two parts that replace each other: either can go, both cannot, and no part alone says so.</summary>
    [Fact]
    public async Task Redundant_parts_are_not_removed_together()
    {
        var function = new DelegateValueFunction(
            4,
            static mask => (mask[0] || mask[1] ? 10 : 0) + (mask[2] ? 1 : 0) + (mask[3] ? 1 : 0)
        );
        ExplainedOutput output = await ExactAsync(function);
        Pruning pruning = await PruningStudy.RunAsync(
            output,
            function,
            [2],
            new PruningOptions { Test = function },
            TestContext.Current.CancellationToken
        );
        PruningChoice[] choices = [.. pruning.Levels[0].Choices];
        Assert.Equal(11, choices[0].Measured, 1e-12);
        Assert.Equal(11, choices[0].OnTest!.Value, 1e-12);
        Assert.Equal(2, choices[(int)PruningRule.OneAtATime].Measured, 1e-12);
        Assert.Equal(12, pruning.WholeOnTest!.Value, 1e-12);
    }

    [Fact]
    public async Task Requests_that_cannot_be_met_are_named_before_anything_is_asked()
    {
        int asked = 0;
        var function = new DelegateValueFunction(
            4,
            mask =>
            {
                Interlocked.Increment(ref asked);
                return mask.KeptCount;
            }
        );
        ExplainedOutput output = await ExactAsync(function);
        asked = 0;
        var other = new DelegateValueFunction(5, static mask => mask.KeptCount);
        await AssertFailsAsync("optimisation-infeasible", "5", function, [5], null);
        await AssertFailsAsync("optimisation-infeasible", "-1", function, [-1], null);
        await AssertFailsAsync("pruning-mismatch", "1 outputs of 5 parts", other, [1], null);
        await AssertFailsAsync("pruning-mismatch", "1 outputs of 5 parts", function, [1], other);
        await AssertFailsAsync(
            "pruning-mismatch",
            "2 outputs of 18 parts",
            RoundFunctions.WithConstant(),
            [1],
            null
        );
        Assert.Equal(0, asked);

        async Task AssertFailsAsync(
            string name,
            string quoted,
            IValueFunction on,
            int[] removed,
            IValueFunction? test
        )
        {
            InterplayException e = await Assert.ThrowsAsync<InterplayException>(() =>
                PruningStudy.RunAsync(
                    output,
                    on,
                    removed,
                    new PruningOptions { Test = test },
                    TestContext.Current.CancellationToken
                )
            );
            Assert.Equal(name, e.Name);
            Assert.Contains(quoted, e.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<Pruning> RunAsync(
        Spectrum spectrum,
        int[] removed,
        PruningOptions options
    ) =>
        await PruningStudy.RunAsync(
            Output(spectrum),
            new DelegateValueFunction(Parts, mask => spectrum.Evaluate(mask.Words)),
            removed,
            options,
            TestContext.Current.CancellationToken
        );

    private static async Task<ExplainedOutput> ExactAsync(DelegateValueFunction function)
    {
        RunResult result = await Explainer.ExplainAsync(
            new FunctionRequest
            {
                Function = function,
                Options = new ExplainOptions
                {
                    Method = new ExactMethod(),
                    Budget = 1 << function.PartCount,
                    HeldOut = 0,
                },
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
        return result.Explanation.Outputs[0];
    }

    private static ExplainedOutput Output(Spectrum spectrum)
    {
        InteractionValues values = InteractionValues.Compute(spectrum, InteractionIndex.BII, 2);
        return new ExplainedOutput
        {
            Name = "value",
            Spectrum = spectrum,
            Interactions = values,
            Trust = TrustBlock.Assess(spectrum, 100, null, null, values.Top(3)),
        };
    }

    private static PartSet Lowest(double[] ranks, int count) =>
        PartSet.Of([
            .. Enumerable.Range(0, Parts).OrderBy(part => ranks[part]).Take(count).Order(),
        ]);

    private static IEnumerable<PartSet> Sets(int count) =>
        Enumerable
            .Range(0, 1 << Parts)
            .Select(static bits =>
                PartSet.Of([.. Enumerable.Range(0, Parts).Where(p => (bits >> p & 1) != 0)])
            )
            .Where(set => set.Order == count);

    private static double Value(Spectrum spectrum, PartSet removed) =>
        spectrum.Evaluate(
            Mask.Keeping(
                Parts,
                [.. Enumerable.Range(0, Parts).Where(part => !removed.Contains(part))]
            ).Words
        );
}
