using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Auto;
using Interplay.Recovery.Blend;
using Interplay.Recovery.Exact;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Tests;

/// <summary>Several values of one mask are averaged; what they differ by is noise, in the error bars and in the verdict.</summary>
public sealed class ReplicatesTests
{
    private const ulong Seed = 20;
    private const int Parts = 4;
    private const double Noise = 0.25;

    [Theory]
    [InlineData("auto")]
    [InlineData("exact")]
    [InlineData("blend")]
    public void A_table_with_repeated_masks_gives_the_truth_with_the_noise_that_is_left(
        string method
    )
    {
        RunResult result = Explainer.Recover(
            new RecoveryRequest
            {
                Learned = Noisy(static row => 3 + row % 4),
                Options = new ExplainOptions { Method = Named(method) },
                Fingerprint = "test",
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
        Explanation explanation = result.Explanation;
        ExplainedOutput output = explanation.Outputs[0];
        Assert.Equal(1 << Parts, explanation.Ablations);
        Verdict verdict = output.Trust.Verdict;
        Assert.Equal(VerdictKind.Complete, verdict.Kind);
        Assert.DoesNotContain("nothing is estimated", verdict.Sentence, StringComparison.Ordinal);
        Assert.Contains("standard deviation", verdict.Sentence, StringComparison.Ordinal);

        // 2 for part 0, 3 for parts 1 and 2 together: F({1, 2}) is 3/4, and its error about that of a mean over all 72 values.
        SpectrumTerm pair = Assert.Single(
            output.Spectrum.Terms,
            static term => term.Parts == PartSet.Of(1, 2)
        );
        double expected = Noise / Math.Sqrt(72);
        Assert.InRange(pair.StandardError!.Value, 0.7 * expected, 5 * expected);
        Assert.True(
            Math.Abs(pair.Coefficient - 0.75) < 4 * pair.StandardError.Value,
            $"seed {Seed}: {pair}"
        );
    }

    [Fact]
    public void Means_and_noise_are_those_of_the_values()
    {
        var all = new Ablations
        {
            Masks = MaskMatrix.From([Mask.Full(2), Mask.Empty(2), Mask.Full(2), Mask.Full(2)]),
            Outputs = ["a", "b"],
            Values = new double[] { 1, 10, 5, 7, 2, 10, 6, 10 },
            Evaluated = 0,
        };
        (Ablations averaged, Replicates? replicates) = Replicates.Of(all);
        Assert.Equal(2, averaged.Masks.RowCount);
        Assert.Equal([3, 10, 5, 7], averaged.Values.ToArray());
        Assert.Equal(2, replicates!.DegreesOfFreedom);
        // (4 + 1 + 9) over two degrees of freedom.
        Assert.Equal(Math.Sqrt(7), replicates.Deviation(0), 1e-12);
        Assert.Equal(0, replicates.Deviation(1));
        Assert.Equal(Math.Sqrt(7 * (1 + 1 / 3.0)) / 2, replicates.CoefficientError(0, 2), 1e-12);
    }

    [Fact]
    public void Ablations_without_repeats_are_left_alone()
    {
        Ablations all = Noisy(static _ => 1);
        (Ablations averaged, Replicates? replicates) = Replicates.Of(all);
        Assert.Same(all, averaged);
        Assert.Null(replicates);
    }

    [Fact]
    public void Repeats_without_noise_are_as_good_as_one()
    {
        Ablations noisy = Noisy(static _ => 2);
        ExplainedOutput output = Explainer
            .Recover(
                new RecoveryRequest
                {
                    Learned = noisy with
                    {
                        Values = Enumerable
                            .Range(0, noisy.Masks.RowCount)
                            .Select(row => Truth(noisy.Masks.GetMask(row)))
                            .ToArray(),
                    },
                    Fingerprint = "test",
                },
                cancellationToken: TestContext.Current.CancellationToken
            )
            .Explanation.Outputs[0];
        Assert.Contains(
            "nothing is estimated",
            output.Trust.Verdict.Sentence,
            StringComparison.Ordinal
        );
        Assert.Equal(5, output.Spectrum.Terms.Count);
    }

    [Theory]
    [InlineData(10, 1000, 1024)]
    [InlineData(10, 922, 1024)]
    [InlineData(10, 921, 921)]
    [InlineData(6, 58, 64)]
    [InlineData(6, 57, 57)]
    public void A_budget_for_nine_tenths_of_all_masks_takes_them_all(
        int parts,
        int budget,
        int cost
    )
    {
        MaskPlan plan = Explainer.Plan(parts, new ExplainOptions { Budget = budget });
        Assert.Equal(cost, plan.Cost);
        Assert.Equal(cost == 1 << parts, plan.IsComplete);
        Assert.Equal(cost == 1 << parts, plan.Notes[0].Contains("exact", StringComparison.Ordinal));
    }

    [Fact]
    public void By_default_everything_is_asked_up_to_ten_parts()
    {
        for (int parts = 2; parts <= 10; parts++)
        {
            Assert.Equal(1 << parts, ExplainOptions.DefaultBudget(parts));
        }

        Assert.Equal(1000, ExplainOptions.DefaultBudget(11));
    }

    private static IRecoveryMethod Named(string method) =>
        method switch
        {
            "auto" => new AutoMethod(),
            "exact" => new ExactMethod(),
            _ => new BlendMethod(),
        };

    private static double Truth(Mask mask) => (mask[0] ? 2 : 0) + (mask[1] && mask[2] ? 3 : 0);

    /// <summary>Every mask, so often as is said for its number.</summary>
    private static Ablations Noisy(Func<int, int> times)
    {
        var random = new SeededRandom(Seed);
        var masks = new List<Mask>();
        var values = new List<double>();
        for (int row = 0; row < 1 << Parts; row++)
        {
            var mask = Mask.FromWords([(ulong)row], Parts);
            for (int i = 0; i < times(row); i++)
            {
                masks.Add(mask);
                values.Add(Truth(mask) + Noise * random.NextGaussian());
            }
        }

        return new Ablations
        {
            Masks = MaskMatrix.From([.. masks]),
            Outputs = ["y"],
            Values = values.ToArray(),
            Evaluated = 0,
        };
    }
}
