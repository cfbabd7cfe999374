using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Auto;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Tests.Reports;

public sealed class ExplanationUnderTests
{
    [Fact]
    public void Another_index_is_listed_from_the_stored_spectra()
    {
        Explanation explanation = SampleExplanation.Make();
        Explanation other = explanation.Under(InteractionIndex.FBII, 1);
        Assert.Equal(InteractionIndex.FBII, other.Index);
        Assert.Equal(1, other.Order);
        Assert.Equal("FBII", other.Manifest.Request["index"]);
        Assert.Equal("1", other.Manifest.Request["order"]);
        Assert.Equal("500", other.Manifest.Request["budget"]);
        foreach (ExplainedOutput output in other.Outputs)
        {
            Assert.Equal(
                InteractionValues.Compute(output.Spectrum, InteractionIndex.FBII, 1).Interactions,
                output.Interactions.Interactions
            );
            Assert.Equal(
                output.Interactions.Top(200).Select(static found => found.Parts),
                output.Trust.SignStability.Select(static sign => sign.Parts)
            );
        }

        Assert.Equal(
            ExplanationJson.Write(explanation.Under(InteractionIndex.BII)),
            ExplanationJson.Write(other.Under(InteractionIndex.BII))
        );
    }

    [Fact]
    public async Task A_run_says_what_the_command_line_says()
    {
        RunResult result = await Explainer.ExplainAsync(
            new FunctionRequest
            {
                Function = new DelegateValueFunction(
                    6,
                    static kept => (kept[0] ? 1 : 0) + (kept[1] && kept[2] && kept[3] ? 4 : 0)
                ),
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
        Explanation explanation = result.Explanation;
        Assert.Equal(InteractionIndex.BII, explanation.Index);
        Assert.Equal(3, explanation.Order);
        Assert.Equal("3", explanation.Manifest.Request["order"]);
        Assert.Equal(
            ExplanationJson.Write(explanation),
            ExplanationJson.Write(explanation.Under(InteractionIndex.BII))
        );
    }

    /// <summary>What was paid for is not lost to an index that cannot be listed.</summary>
    [Fact]
    public async Task A_run_lists_Fourier_where_there_are_too_many_sets()
    {
        RunResult result = await Explainer.ExplainAsync(
            new FunctionRequest
            {
                Function = new DelegateValueFunction(30, static _ => 0),
                Options = new ExplainOptions
                {
                    Budget = 100,
                    Index = InteractionIndex.Moebius,
                    Method = new ParityOfAll(),
                },
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
        Explanation explanation = result.Explanation;
        Assert.Equal(InteractionIndex.Fourier, explanation.Index);
        Assert.Equal(30, explanation.Outputs[0].Interactions.Top(1)[0].Parts.Order);
        Assert.Contains(
            explanation.Notes,
            static note =>
                note.StartsWith(
                    "Fourier coefficients are listed instead of Moebius.",
                    StringComparison.Ordinal
                )
        );
        Assert.Throws<ExpansionTooLargeException>(() =>
            explanation.Under(InteractionIndex.Moebius)
        );
        Assert.Equal(2, explanation.Under(InteractionIndex.KSII, 2).Order);
    }

    [Fact]
    public async Task An_order_that_the_index_lacks_costs_nothing()
    {
        int asked = 0;
        var e = await Assert.ThrowsAsync<InterplayException>(() =>
            Explainer.ExplainAsync(
                new FunctionRequest
                {
                    Function = new DelegateValueFunction(6, _ => asked++),
                    Options = new ExplainOptions { Index = InteractionIndex.SV, Order = 2 },
                },
                cancellationToken: TestContext.Current.CancellationToken
            )
        );
        Assert.Equal("order-out-of-range", e.Name);
        Assert.Equal(0, asked);
    }

    /// <summary>Recovers the parity of all parts, whatever the values say.</summary>
    private sealed class ParityOfAll : IRecoveryMethod
    {
        public string Name => "parity-of-all";

        public bool ReadsAnyMasks => true;

        public MaskPlan Plan(PlanRequest request) => new AutoMethod().Plan(request);

        public RecoveryResult Recover(
            MaskPlan plan,
            ReadOnlySpan<double> values,
            IProgress<double>? progress = null,
            CancellationToken cancellationToken = default
        ) =>
            new()
            {
                Method = Name,
                Outputs =
                [
                    new OutputRecovery
                    {
                        Spectrum = new Spectrum(
                            plan.PartCount,
                            [
                                new SpectrumTerm(
                                    PartSet.Of([.. Enumerable.Range(0, plan.PartCount)]),
                                    1
                                ),
                            ]
                        ),
                    },
                ],
            };
    }
}
