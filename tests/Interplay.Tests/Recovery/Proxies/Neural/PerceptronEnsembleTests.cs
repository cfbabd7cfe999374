using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Catalogue;
using Interplay.Recovery.Proxies.Neural;

namespace Interplay.Tests.Recovery.Proxies.Neural;

public sealed class PerceptronEnsembleTests
{
    private static readonly NeuralOptions Quick = new() { Members = 2, MostSteps = 600 };

    [Fact]
    public void LearnsASaturatingFunctionThatALineCannot()
    {
        MaskMatrix masks = Samples.Distinct(700, 12, 1);
        MaskMatrix fresh = Samples.Distinct(500, 12, 2);
        double learned = R2(
            Train(masks, Saturating(masks), 5).Predict(fresh.Columns),
            Saturating(fresh)
        );
        Assert.True(learned > 0.9, $"R2 {learned}");
        double linear = R2(
            RecoveryMethods
                .Named("lasso1")
                .Run(Given(masks), Saturating(masks))
                .Outputs[0]
                .Spectrum.Evaluate(fresh),
            Saturating(fresh)
        );
        Assert.True(learned > linear + 0.05, $"R2 {learned}, linear {linear}");
    }

    [Fact]
    public void TheSameSeedGivesTheSameNetworkAndAnotherSeedAnother()
    {
        MaskMatrix masks = Samples.Distinct(150, 9, 3);
        double[] values = Saturating(masks);
        double[] first = Train(masks, values, 7).Predict(masks.Columns);
        Assert.Equal(first, Train(masks, values, 7).Predict(masks.Columns));
        Assert.NotEqual(first, Train(masks, values, 8).Predict(masks.Columns));
    }

    [Fact]
    public void SpexReadsFromTheNetworkWhatTheExactTransformSays()
    {
        MaskMatrix masks = Samples.Distinct(600, 12, 4);
        PerceptronEnsemble networks = Train(
            masks,
            Samples.Values(masks, 0, new SeededRandom(1)),
            9
        );
        Dictionary<PartSet, double> exact = FunctionReading
            .Largest(networks.Predict, 12, int.MaxValue, 12, TestContext.Current.CancellationToken)
            .ToDictionary(static term => term.Parts, static term => term.Coefficient);
        SpectrumTerm[] read =
        [
            .. FunctionReading
                .BySpex(networks.Predict, 12, 1500, 5, TestContext.Current.CancellationToken)
                .Where(static term => term.Parts.Order > 0),
        ];
        foreach (
            (PartSet set, double coefficient) in exact
                .OrderByDescending(static term => Math.Abs(term.Value))
                .Take(7)
        )
        {
            SpectrumTerm found = Assert.Single(read, term => term.Parts == set);
            Assert.Equal(coefficient, found.Coefficient, 0.02);
        }
    }

    [Fact]
    public void AsAProxyItNamesTheTermsOfAHierarchy()
    {
        MaskMatrix masks = Samples.Distinct(400, 14, 5);
        MaskMatrix fresh = Samples.Distinct(500, 14, 6);
        double[] values = Samples.Values(masks, 0.1, new SeededRandom(2));
        RecoveryResult result = RecoveryMethods.Named("mlp").Run(Given(masks), values);
        Interval? r2 = Faithfulness
            .Measure(
                result.Outputs[0].Spectrum,
                fresh,
                Samples.Values(fresh, 0, new SeededRandom(2))
            )
            .R2;
        Assert.True(r2!.Value.Estimate > 0.97, $"R2 {r2}");
        Assert.Contains(
            result.Notes,
            static note => note.Contains("perceptrons", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void TooFewMasksToStopOnAreAnError()
    {
        MaskMatrix masks = Samples.Distinct(8, 6, 7);
        var error = Assert.Throws<InterplayException>(() =>
            RecoveryMethods.Named("mlp").Run(Given(masks), Saturating(masks))
        );
        Assert.Equal("no-proxy-affordable", error.Name);
    }

    private static PerceptronEnsemble Train(MaskMatrix masks, double[] values, ulong seed) =>
        PerceptronEnsemble.Train(
            masks.Columns,
            StandardisedValues.Of(values).Values,
            Quick,
            seed,
            TestContext.Current.CancellationToken
        );

    private static MaskPlan Given(MaskMatrix masks) =>
        MaskPlan.Given(
            new PlanRequest { PartCount = masks.PartCount, Budget = masks.RowCount },
            masks
        );

    /// <summary>tanh of half the number of kept parts above six, a third of them counting double.</summary>
    private static double[] Saturating(MaskMatrix masks) =>
        [
            .. Enumerable
                .Range(0, masks.RowCount)
                .Select(row =>
                    Math.Tanh(
                        Enumerable
                            .Range(0, masks.PartCount)
                            .Sum(part => (masks[row, part] ? 1 : -1) * (part % 3 == 0 ? 0.8 : 0.4))
                    )
                ),
        ];

    /// <summary>R2 after the best line, so that the unit of the prediction does not matter.</summary>
    private static double R2(double[] predicted, double[] values)
    {
        double p = predicted.Average();
        double v = values.Average();
        double cross = predicted.Zip(values, (a, b) => (a - p) * (b - v)).Sum();
        return cross
            * cross
            / (predicted.Sum(a => (a - p) * (a - p)) * values.Sum(b => (b - v) * (b - v)));
    }
}
