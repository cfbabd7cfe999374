using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Auto;
using Interplay.Recovery.Spex;
using Interplay.Recovery.TwoFidelity;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Tests.Recovery;

public sealed class KeptShareMethodTests
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    [Fact]
    public void Masks_keep_the_share_asked_for_and_are_distinct()
    {
        MaskPlan plan = new KeptShareMethod(new AutoMethod(), 0.8).Plan(
            new PlanRequest
            {
                PartCount = 70,
                Budget = 600,
                HeldOut = 100,
            }
        );
        MaskMatrix all = plan.AllMasks();
        Assert.Equal(600, MaskIndex.Over(all).Count);
        Assert.Equal(
            0.8,
            Enumerable.Range(0, 600).Average(row => all.GetMask(row).KeptCount) / 70,
            0.01
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_share_out_of_range_is_named(double share) =>
        Assert.Equal(
            "kept-share-out-of-range",
            Assert
                .Throws<InterplayException>(() => new KeptShareMethod(new AutoMethod(), share))
                .Name
        );

    [Fact]
    public void Methods_with_masks_of_their_own_are_refused() =>
        Assert.Equal(
            "kept-share-not-possible",
            Assert.Throws<InterplayException>(() => new KeptShareMethod(new SpexMethod(), 0.7)).Name
        );

    [Fact]
    public void So_are_those_behind_a_prior() =>
        Assert.Equal(
            "kept-share-not-possible",
            Assert
                .Throws<InterplayException>(() =>
                    new KeptShareMethod(
                        new TwoFidelityMethod(new SpexMethod(), new Spectrum(20, [])),
                        0.7
                    )
                )
                .Name
        );

    /// <summary>Where every mask is bought the method itself plans; asked for prefixes, auto does so with masks of any number.</summary>
    [Fact]
    public void Asked_for_prefixes_every_plan_has_them()
    {
        var method = new KeptShareMethod(new AutoMethod(), 0.7);
        var request = new PlanRequest
        {
            PartCount = 10,
            Budget = 1024,
            Prefixes = true,
        };
        Assert.True(method.ReadsAnyMasks);
        Assert.True(method.Plan(request).Design.HasPrefixes);
        Assert.True(method.Plan(request with { Budget = 200 }).Design.HasPrefixes);
        Assert.False(method.Plan(request with { Prefixes = false }).Design.HasPrefixes);
    }

    [Fact]
    public void Few_masks_that_repeat_are_an_error() =>
        Assert.Equal(
            "masks-exhausted",
            Assert
                .Throws<InterplayException>(() =>
                    new KeptShareMethod(new AutoMethod(), 0.999).Plan(
                        new PlanRequest { PartCount = 20, Budget = 5000 }
                    )
                )
                .Name
        );

    [Fact]
    public async Task Terms_are_recovered_from_masks_of_another_share()
    {
        Explanation explanation = await ExplainAsync(
            new ExplainOptions
            {
                KeptShare = 0.7,
                Budget = 600,
                MeasureDatamodelScore = true,
            }
        );
        Spectrum centred = explanation.EffectsOf(explanation.Outputs[0]);
        Assert.Equal(3, -2 * centred[PartSet.Of(3)], 1e-3);
        // Part 5 counts where part 6 is kept, 70 of 100 times.
        Assert.Equal(-2.8, -2 * centred[PartSet.Of(5)], 1e-3);
        Assert.Equal(-4, 4 * centred[PartSet.Of(5, 6)], 1e-3);
        Assert.InRange(explanation.DatamodelScore!.Whole.Estimate, 0.95, 1);
        Assert.Equal(
            explanation.DatamodelScore.Whole,
            explanation.Outputs[0].Trust.DatamodelScore!.Whole
        );
    }

    /// <summary>Strengths are averages over masks like those asked, and trust says of which masks it speaks.</summary>
    [Fact]
    public async Task Strengths_and_verdict_are_of_the_masks_that_were_asked()
    {
        Explanation explanation = await ExplainAsync(
            new ExplainOptions { KeptShare = 0.9, Budget = 500 }
        );
        Assert.Equal(0.9, explanation.KeptShare);
        ExplainedOutput output = explanation.Outputs[0];
        Assert.Equal(-3.6, output.Interactions[PartSet.Of(5)], 1e-3);
        Assert.Equal(-4, output.Interactions[PartSet.Of(5, 6)], 1e-3);
        Assert.Contains(
            "keep each part with probability 0.9",
            output.Trust.Verdict.Sentence,
            Ordinal
        );
        InteractionValues values = explanation.Under(InteractionIndex.BV).Outputs[0].Interactions;
        Assert.Equal(-3.6, values[PartSet.Of(5)], 1e-3);
    }

    /// <summary>An index that weighs sets of all sizes is not answered by masks near the whole input, neither at once nor from a saved explanation.</summary>
    [Fact]
    public async Task Indices_that_need_masks_of_all_sizes_are_called_not_answered()
    {
        Explanation explanation = await ExplainAsync(
            new ExplainOptions
            {
                KeptShare = 0.9,
                Budget = 200,
                Index = InteractionIndex.SV,
            },
            new DelegateValueFunction(25, static mask => Math.Sin(mask.KeptCount))
        );
        foreach (
            Explanation one in new[]
            {
                explanation,
                explanation.Under(InteractionIndex.BII).Under(InteractionIndex.SV),
            }
        )
        {
            Verdict verdict = one.Outputs[0].Trust.Verdict;
            Assert.Equal(VerdictKind.OtherMasks, verdict.Kind);
            Assert.Contains("without --keep", verdict.Sentence, Ordinal);
        }
    }

    private static async Task<Explanation> ExplainAsync(
        ExplainOptions options,
        IValueFunction? function = null
    ) =>
        (
            await Explainer.ExplainAsync(
                new FunctionRequest
                {
                    Function =
                        function
                        ?? new DelegateValueFunction(
                            25,
                            static mask => 2 + (mask[3] ? 3 : 0) - (mask[5] && mask[6] ? 4 : 0)
                        ),
                    Options = options,
                },
                cancellationToken: TestContext.Current.CancellationToken
            )
        ).Explanation;
}
