using System.Numerics;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery.Catalogue;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.Tests.Reports;
using Interplay.ValueFunctions;

namespace Interplay.Tests;

/// <summary>Trust near the whole input: what judges is set aside within the budget, was not learned from, and says what is true.</summary>
public sealed class NearWholeTests
{
    /// <summary>Singles are asked, and learned from, where they are a twentieth of the budget; else they judge as well.</summary>
    [Theory]
    [InlineData(24, 1000, 34, 2, 0.5)]
    [InlineData(150, 1000, 50, 1, 0.5)]
    [InlineData(150, 1000, 50, 1, 0.9)]
    [InlineData(14, 600, 20, 2, 0.9)]
    public void Masks_that_judge_are_part_of_the_budget_and_not_learned_from(
        int parts,
        int budget,
        int near,
        int least,
        double share
    )
    {
        var options = new ExplainOptions { Budget = budget, KeptShare = share };
        MaskPlan plan = Explainer.Plan(parts, options);
        Assert.Equal(budget, plan.Cost);
        Assert.Equal(budget, MaskIndex.Over(plan.AllMasks()).Count);
        Assert.Equal(ExplainOptions.DefaultHeldOut(budget), plan.HeldOut!.RowCount);
        Assert.Equal(near, plan.NearWhole!.RowCount);
        int[] missing = [.. Rows(plan.NearWhole).Select(mask => parts - mask.KeptCount)];
        Assert.Equal(Enumerable.Range(least, 4 - least), missing.Distinct().Order());
        Assert.InRange(missing.Count(static one => one == 3), near / 3, near / 2);
        Assert.Equal(
            plan.AllMasks().Words.ToArray(),
            Explainer.Plan(parts, options).AllMasks().Words.ToArray()
        );
    }

    [Fact]
    public void None_are_set_aside_where_nothing_is_held_out_or_every_mask_is_asked()
    {
        Assert.Null(Explainer.Plan(40, new ExplainOptions { HeldOut = 0 }).NearWhole);
        Assert.Null(Explainer.Plan(40, new ExplainOptions { NearWhole = 0 }).NearWhole);
        Assert.Null(Explainer.Plan(9, new ExplainOptions()).NearWhole);
        Assert.Null(Explainer.Plan(30, new ExplainOptions { Budget = 200 }).NearWhole);
        Assert.Equal(
            "option-out-of-range",
            Assert
                .Throws<InterplayException>(() =>
                    Explainer.Plan(30, new ExplainOptions { NearWhole = -1 })
                )
                .Name
        );
    }

    /// <summary>
    /// Games of which a spectrum explains a part only, another part each time. The true R2 is that of the recovered spectrum over all masks with one to
    /// three parts missing, each number alike; nine of ten intervals should hold it.
    /// </summary>
    [Fact]
    public async Task R2_near_the_whole_input_is_true_of_new_functions()
    {
        const int parts = 16;
        int held = 0;
        const int games = 12;
        for (ulong seed = 1; seed <= games; seed++)
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
            double rough = 0.2 * seed;
            var function = new DelegateValueFunction(parts, mask => Rough(mask, seed, rough));
            Explanation explanation = await ExplainAsync(
                function,
                new ExplainOptions
                {
                    Method = RecoveryMethods.Named("lasso2"),
                    // A budget of which 16 parts left out alone are more than a twentieth.
                    Budget = 150,
                    HeldOut = 10,
                    NearWhole = 45,
                    Seed = seed,
                }
            );
            NearWholeFaithfulness near = explanation.Outputs[0].Trust.NearWhole!;
            Assert.Equal((1, 3), (near.LeastMissing, near.MostMissing));
            Interval r2 = near.Measured.R2!.Value;
            double truth = TrueR2(
                explanation.Outputs[0].Spectrum,
                mask => Rough(mask, seed, rough)
            );
            held += r2.Low <= truth && truth <= r2.High ? 1 : 0;
            // Three half widths on the scale on which they are even.
            double off = Math.Abs(Math.Log((1 - r2.Estimate) / (1 - truth)));
            Assert.InRange(off, 0, 3 * Math.Log((1 - r2.Low) / (1 - r2.Estimate)));
        }

        Assert.InRange(held, 8, games);
    }

    /// <summary>Where the masks with one part missing are learned from, fits that did not see them predict them.</summary>
    [Fact]
    public async Task Single_parts_that_are_asked_are_judged_by_folds()
    {
        var function = new DelegateValueFunction(16, static mask => Rough(mask, 3, 1));
        Explanation explanation = await ExplainAsync(
            function,
            new ExplainOptions
            {
                Method = RecoveryMethods.Named("lasso2"),
                Budget = 340,
                HeldOut = 20,
                NearWhole = 30,
            }
        );
        NearWholeFaithfulness near = explanation.Outputs[0].Trust.NearWhole!;
        Assert.Equal(1, near.LeastMissing);
        Assert.Equal(30, near.Measured.Count);
        Assert.Equal(20, explanation.NearWhole);
        Assert.Equal(20, explanation.HeldOut);
        Assert.Equal(340, explanation.Ablations);
        Assert.Contains(
            "with 1 to 3 parts missing, R2 is ",
            near.Sentence,
            StringComparison.Ordinal
        );
        MeasuredSingles singles = explanation.Outputs[0].Singles!;
        for (int part = 0; part < 16; part++)
        {
            Assert.Equal(Rough(Without(16, part), 3, 1), singles.Without[part]);
        }

        Assert.Equal(16, singles.ByLoss(explanation.Outputs[0].Ends!.All!.Value).Count);
    }

    [Fact]
    public async Task An_output_that_is_the_same_near_the_whole_input_has_no_r2()
    {
        Explanation explanation = await ExplainAsync(
            new DelegateValueFunction(20, static mask => mask.KeptCount >= 12 ? 2 : mask.KeptCount),
            new ExplainOptions { Method = RecoveryMethods.Named("lasso2"), Budget = 400 }
        );
        NearWholeFaithfulness near = explanation.Outputs[0].Trust.NearWhole!;
        Assert.Null(near.Measured.R2);
        Assert.Contains("the output is the same on all ", near.Sentence, StringComparison.Ordinal);
        Assert.NotNull(explanation.Outputs[0].Trust.HeldOutR2);
    }

    [Fact]
    public async Task Rounds_measure_it_where_that_is_asked_for()
    {
        var options = new ExplainOptions
        {
            Method = RecoveryMethods.Named("lasso2"),
            Budget = 200,
            HeldOut = 20,
        };
        Assert.Null(await RoundsAsync(options));
        Assert.Equal(15, (await RoundsAsync(options with { NearWhole = 15 }))!.Measured.Count);

        static async Task<NearWholeFaithfulness?> RoundsAsync(ExplainOptions options) => (
                await Explainer.ExplainAsync(
                    new FunctionRequest
                    {
                        Function = RoundFunctions.Rugged(),
                        Options = options,
                        Rounds = new AnytimeOptions(),
                    },
                    cancellationToken: TestContext.Current.CancellationToken
                )
            ).Explanation.Outputs[0].Trust.NearWhole;
    }

    [Fact]
    public async Task It_stands_in_the_JSON_and_reads_back()
    {
        Explanation explanation = await ExplainAsync(
            RoundFunctions.WithConstant(),
            new ExplainOptions { Method = RecoveryMethods.Named("lasso2"), Budget = 300 }
        );
        string written = ExplanationJson.Write(explanation);
        var schema = System.Text.Json.Nodes.JsonNode.Parse(
            await File.ReadAllTextAsync(
                Repository.Find("docs", "explanation.schema.json"),
                TestContext.Current.CancellationToken
            )
        )!;
        Assert.Empty(SchemaCheck.Errors(schema, System.Text.Json.Nodes.JsonNode.Parse(written)));
        Explanation back = ExplanationJson.Read(
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes(written))
        );
        Assert.Equal(written, ExplanationJson.Write(back));
        Assert.Equal(explanation.NearWhole, back.NearWhole);
        Assert.Equal(explanation.Outputs[1].Trust.NearWhole, back.Outputs[1].Trust.NearWhole);
        Assert.Equal(explanation.Outputs[0].Singles!.Without, back.Outputs[0].Singles!.Without);
        Assert.Equal("15", back.Manifest.Request["nearWhole"]);
    }

    /// <summary>R2 over all masks with one to three parts missing, each number of parts with the same weight.</summary>
    private static double TrueR2(Spectrum spectrum, Func<Mask, double> value)
    {
        int parts = spectrum.PartCount;
        var all = new List<(double Weight, double Value, double Predicted)>();
        foreach (
            IGrouping<int, uint> size in Enumerable
                .Range(0, 1 << parts)
                .Select(static bits => (uint)bits)
                .GroupBy(bits => parts - BitOperations.PopCount(bits))
                .Where(static size => size.Key is >= 1 and <= 3)
        )
        {
            foreach (uint bits in size)
            {
                var mask = Mask.FromWords([bits], parts);
                all.Add((1.0 / size.Count(), value(mask), spectrum.Evaluate([bits])));
            }
        }

        double weights = all.Sum(static one => one.Weight);
        double mean = all.Sum(static one => one.Weight * one.Value) / weights;
        return 1
            - all.Sum(static one => one.Weight * Math.Pow(one.Value - one.Predicted, 2))
                / all.Sum(one => one.Weight * Math.Pow(one.Value - mean, 2));
    }

    /// <summary>Effects of single parts and of a pair, and something of which masks tell nothing about one another.</summary>
    private static double Rough(Mask mask, ulong seed, double deviation)
    {
        double value = 0;
        for (int part = 0; part < mask.PartCount; part++)
        {
            value += mask[part] ? part % 5 : 0;
        }

        value += mask[1] && mask[2] ? 3 : 0;
        var random = new SeededRandom(mask.Words[0] * 31 + seed, 5);
        return value + deviation * (random.NextDouble() + random.NextDouble() - 1) * 6;
    }

    private static Mask Without(int parts, int part) =>
        Mask.Keeping(parts, [.. Enumerable.Range(0, parts).Where(other => other != part)]);

    private static IEnumerable<Mask> Rows(MaskMatrix masks) =>
        Enumerable.Range(0, masks.RowCount).Select(masks.GetMask);

    private static async Task<Explanation> ExplainAsync(
        IValueFunction function,
        ExplainOptions options
    ) =>
        (
            await Explainer.ExplainAsync(
                new FunctionRequest { Function = function, Options = options },
                cancellationToken: TestContext.Current.CancellationToken
            )
        ).Explanation;
}
