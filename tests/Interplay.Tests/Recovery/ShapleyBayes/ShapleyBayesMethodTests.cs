using System.Runtime.InteropServices;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Exact;
using Interplay.Recovery.ShapleyBayes;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Tests.Recovery.ShapleyBayes;

/// <summary>Indices that weigh sets of all sizes, from few masks.</summary>
public sealed class ShapleyBayesMethodTests
{
    private static readonly double[] Exact =
    [
        .. Enumerable.Range(0, 20).Select(static part => LogSumShapley(20, part)),
    ];

    [Theory]
    [InlineData(InteractionIndex.SV, 1)]
    [InlineData(InteractionIndex.KSII, 2)]
    [InlineData(InteractionIndex.STII, 2)]
    [InlineData(InteractionIndex.FSII, 2)]
    public async Task Values_sum_to_what_all_parts_change(InteractionIndex index, int order)
    {
        ulong seed = (ulong)System.Diagnostics.Stopwatch.GetTimestamp();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        Func<Mask, double> score = Drawn(9, seed);
        Explanation explanation = await ExplainAsync(9, 120, index, score);
        double sum = explanation
            .Outputs[0]
            .Interactions.Interactions.Where(static one => one.Parts.Order > 0)
            .Sum(static one => one.Strength);
        double whole = score(Mask.Full(9)) - score(Mask.Empty(9));
        Assert.True(Math.Abs(sum - whole) < 1e-6, $"seed {seed}: {sum} for {whole}");
        Assert.Equal(order, explanation.Order);
        Assert.Equal(score(Mask.Full(9)), explanation.Outputs[0].Ends!.All);
        Assert.Equal(score(Mask.Empty(9)), explanation.Outputs[0].Ends!.None);
    }

    [Fact]
    public async Task A_logarithm_of_a_sum_is_shared_out_nearly_exactly()
    {
        Explanation explanation = await ExplainAsync(20, 1000, InteractionIndex.SV, LogSum);
        Assert.Equal("shapleybayes", explanation.Method);
        InteractionValues values = explanation.Outputs[0].Interactions;
        double error = 0;
        for (int part = 0; part < 20; part++)
        {
            Interaction one = values.Interactions.Single(one => one.Parts == PartSet.Of(part));
            double off = one.Strength - Exact[part];
            error += off * off;
            Assert.InRange(Math.Abs(off), 0, 3 * one.StandardError!.Value);
            // The least parts have a hundredth of the whole, which is the error of their neighbours.
            Assert.True(Exact[part] < 0.1 || Math.Abs(off) < 0.02 * Exact[part], $"part {part}");
        }

        Assert.InRange(error / Exact.Sum(static value => value * value), 0, 5e-5);
        Assert.Equal(VerdictKind.Enough, explanation.Outputs[0].Trust.Verdict.Kind);
    }

    [Fact]
    public void A_table_of_halves_says_that_it_cannot_answer_and_how_to_ask()
    {
        MaskMatrix masks = UniformDesign.Draw(20, 800, new SeededRandom(1));
        Explanation explanation = GivenTable.Explain(
            masks,
            Values(masks, LogSum),
            new ExplainOptions { Index = InteractionIndex.SV }
        );
        Verdict verdict = explanation.Outputs[0].Trust.Verdict;
        Assert.Equal(VerdictKind.OtherMasks, verdict.Kind);
        Assert.Contains("no mask kept 0 to ", verdict.Sentence, StringComparison.Ordinal);
        Assert.Contains("--index SV", verdict.Sentence, StringComparison.Ordinal);
        // A guess has no error bar, and no sign is sure.
        Assert.All(
            explanation.Outputs[0].Interactions.Interactions,
            static one => Assert.Null(one.StandardError)
        );
    }

    [Fact]
    public async Task An_index_that_was_not_asked_for_is_not_judged()
    {
        Explanation halves = await ExplainAsync(12, 100, InteractionIndex.BII, LogSum);
        Assert.Equal(
            VerdictKind.OtherMasks,
            halves.Under(InteractionIndex.SV).Outputs[0].Trust.Verdict.Kind
        );
        Explanation all = await ExplainAsync(12, 100, InteractionIndex.SV, LogSum);
        Assert.Same(
            all.Outputs[0].Interactions,
            all.Under(InteractionIndex.SV).Outputs[0].Interactions
        );
        Assert.Equal(
            VerdictKind.OtherMasks,
            all.Under(InteractionIndex.KSII).Outputs[0].Trust.Verdict.Kind
        );
    }

    [Theory]
    [InlineData("game_bike12_0", 12, InteractionIndex.KSII, 300, 0.1)]
    [InlineData("game_sentiment14_0", 14, InteractionIndex.SV, 300, 0.06)]
    public void Real_games_are_near_and_intervals_cover(
        string game,
        int parts,
        InteractionIndex index,
        int budget,
        double most
    )
    {
        double[] all = MemoryMarshal
            .Cast<byte, double>(File.ReadAllBytes(Repository.Data("games", $"{game}.f64")))
            .ToArray();
        InteractionValues exact = InteractionValues.Compute(
            new ExactMethod()
                .Recover(
                    MaskPlan.Given(
                        new PlanRequest { PartCount = parts, Budget = all.Length },
                        ExhaustiveDesign.All(parts)
                    ),
                    all,
                    cancellationToken: TestContext.Current.CancellationToken
                )
                .Outputs[0]
                .Spectrum,
            index
        );
        double error = 0;
        double energy = 0;
        int covered = 0;
        int count = 0;
        {
            const ulong seed = 1;
            var method = new ShapleyBayesMethod(index);
            MaskPlan plan = method.Plan(
                new PlanRequest
                {
                    PartCount = parts,
                    Budget = budget,
                    Seed = seed,
                }
            );
            double[] values =
            [
                .. Enumerable.Range(0, budget).Select(row => all[plan.Masks.Row(row)[0]]),
            ];
            foreach (
                Interaction one in method
                    .Recover(plan, values, cancellationToken: TestContext.Current.CancellationToken)
                    .Outputs[0]
                    .Interactions!.Interactions.Where(static one => one.Parts.Order > 0)
            )
            {
                double truth = exact[one.Parts];
                error += (one.Strength - truth) * (one.Strength - truth);
                energy += truth * truth;
                covered += Math.Abs(one.Strength - truth) <= 1.645 * one.StandardError ? 1 : 0;
                count++;
            }
        }

        Assert.InRange(error / energy, 0, most);
        Assert.InRange((double)covered / count, 0.75, 1);
    }

    [Fact]
    public void Masks_are_distinct_pairs_of_all_sizes()
    {
        ulong seed = (ulong)System.Diagnostics.Stopwatch.GetTimestamp();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        for (int parts = 3; parts < 40; parts += 4)
        {
            int count = parts < 8 ? (1 << parts) - 1 : 2 + 6 * parts;
            MaskMatrix masks = new SizedDesign(parts % 8 == 3, true).Draw(
                parts,
                count,
                new SeededRandom(seed, (ulong)parts)
            );
            Assert.Equal(count, MaskIndex.Over(masks).Count);
            Assert.Equal(parts, masks.GetMask(0).KeptCount);
            Assert.Equal(0, masks.GetMask(1).KeptCount);
            Assert.All(
                Enumerable.Range(1, Math.Min(parts, count / 2 - 1)),
                pair =>
                    Assert.Equal(
                        parts,
                        masks.GetMask(2 * pair).KeptCount + masks.GetMask(2 * pair + 1).KeptCount
                    )
            );
        }
    }

    [Fact]
    public void Masks_share_parts_more_evenly_than_by_chance()
    {
        ulong seed = (ulong)System.Diagnostics.Stopwatch.GetTimestamp();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        const int Parts = 14;
        double planned = 0;
        double chance = 0;
        for (ulong draw = 0; draw < 8; draw++)
        {
            MaskMatrix masks = new SizedDesign(isEven: false, hasNeighbours: false).Draw(
                Parts,
                102,
                new SeededRandom(seed, draw)
            );
            planned += Unevenness(masks);
            var random = new SeededRandom(seed, 100 + draw);
            // The same sizes, any masks of them.
            chance += Unevenness(
                MaskMatrix.From([
                    .. Enumerable
                        .Range(0, masks.RowCount)
                        .Select(row =>
                            Mask.Keeping(
                                Parts,
                                random.Permutation(Parts).AsSpan(0, masks.GetMask(row).KeptCount)
                            )
                        ),
                ])
            );
        }

        Assert.True(planned < 0.6 * chance, $"seed {seed}: {planned} for {chance} by chance");

        // Sum over pairs of parts of the square of how often they are kept or left out together rather than apart, beyond what sizes make of it.
        static double Unevenness(MaskMatrix masks)
        {
            double sum = 0;
            double mean = 0;
            for (int i = 0; i < Parts; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    int together = Enumerable
                        .Range(0, masks.RowCount)
                        .Sum(row => masks[row, i] == masks[row, j] ? 1 : -1);
                    sum += (double)together * together;
                    mean += together;
                }
            }

            int pairs = Parts * (Parts - 1) / 2;
            return sum - mean * mean / pairs;
        }
    }

    private static async Task<Explanation> ExplainAsync(
        int parts,
        int budget,
        InteractionIndex index,
        Func<Mask, double> score
    ) =>
        (
            await Explainer.ExplainAsync(
                new FunctionRequest
                {
                    Function = new DelegateValueFunction(parts, score),
                    Options = new ExplainOptions { Budget = budget, Index = index },
                },
                cancellationToken: TestContext.Current.CancellationToken
            )
        ).Explanation;

    private static double[] Values(MaskMatrix masks, Func<Mask, double> score) =>
        [.. Enumerable.Range(0, masks.RowCount).Select(row => score(masks.GetMask(row)))];

    private static double LogSum(Mask on)
    {
        double sum = 1;
        for (int part = 0; part < on.PartCount; part++)
        {
            sum += on[part] ? part + 1 : 0;
        }

        return Math.Log(sum);
    }

    /// <summary>By counting, for the sets of the others of each size, how many have each sum.</summary>
    private static double LogSumShapley(int parts, int part)
    {
        int most = parts * (parts + 1) / 2;
        var counts = new double[parts][];
        for (int size = 0; size < parts; size++)
        {
            counts[size] = new double[most + 1];
        }

        counts[0][0] = 1;
        for (int other = 1; other <= parts; other++)
        {
            if (other == part + 1)
            {
                continue;
            }

            for (int size = parts - 1; size >= 1; size--)
            {
                for (int sum = most; sum >= other; sum--)
                {
                    counts[size][sum] += counts[size - 1][sum - other];
                }
            }
        }

        double value = 0;
        for (int size = 0; size < parts; size++)
        {
            double all = counts[size].Sum();
            for (int sum = 0; sum <= most; sum++)
            {
                value +=
                    counts[size][sum] / all / parts * Math.Log((1.0 + sum + part + 1) / (1 + sum));
            }
        }

        return value;
    }

    /// <summary>Some products, a saturating sum and white noise of the mask.</summary>
    private static Func<Mask, double> Drawn(int parts, ulong seed)
    {
        var random = new SeededRandom(seed, 3);
        double[] weights = [.. Enumerable.Range(0, parts).Select(_ => random.NextGaussian())];
        double[] noise =
        [
            .. Enumerable.Range(0, 1 << parts).Select(_ => random.NextGaussian() / 5),
        ];
        return on =>
            Math.Tanh(Enumerable.Range(0, parts).Sum(part => on[part] ? weights[part] : 0))
            + (on[0] && on[3] && on[4] ? 2 : 0)
            + noise[(int)on.Words[0]];
    }
}
