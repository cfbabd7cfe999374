using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery.Catalogue;
using Interplay.Recovery.ProxySpex;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.Tests.Reports;
using Interplay.ValueFunctions;

namespace Interplay.Tests;

public sealed class ExplainInRoundsTests
{
    private static readonly ExplainOptions Options = new()
    {
        Method = new ProxySpexMethod(ProxySpexOptions.SingleFit),
        Budget = 400,
    };

    [Fact]
    public async Task NothingIsAskedForTwiceAndEarlierMasksStay()
    {
        var asked = new List<Mask>();
        var journal = new MemoryJournal();
        var counts = new List<int>();
        List<RunResult> rounds = await RunAsync(
            RoundFunctions.Rugged(asked.Add),
            Options with
            {
                HeldOut = 40,
            },
            journal: journal,
            onRound: _ => counts.Add(asked.Count)
        );
        Assert.Equal(400, asked.Count);
        Assert.Equal(400, asked.Distinct().Count());
        Assert.Equal(400, journal.Count);
        // Each round has paid for what it says, no more: held-out masks in the first.
        Assert.Equal(rounds.Select(static round => round.Explanation.Rounds[^1].Ablations), counts);
        Assert.Equal([88, 117, 164, 239, 400], counts);
        Assert.Equal(RunStop.BudgetSpent, rounds[^1].Stop);
    }

    [Fact]
    public async Task TheFirstMasksAreThoseOfAPlanForThatMany()
    {
        MaskPlan whole = RoundRun.PlanOf(18, Options);
        MaskPlan part = RoundRun.PlanOf(18, Options with { Budget = 124 });
        Assert.Equal(part.Masks.Words.ToArray(), whole.Masks.Slice(0, 124).Words.ToArray());
        List<RunResult> rounds = await RunAsync(RoundFunctions.Rugged(), Options);
        List<RunResult> fewer = await RunAsync(
            RoundFunctions.Rugged(),
            Options with
            {
                Budget = 124,
            }
        );
        Assert.Equal(
            fewer[^1].Explanation.Outputs[0].Spectrum.Terms,
            rounds[2].Explanation.Outputs[0].Spectrum.Terms
        );
    }

    [Fact]
    public async Task ItStopsWhenTheLowEndReachesTheTarget()
    {
        List<RunResult> rounds = await RunAsync(
            RoundFunctions.Rugged(),
            Options,
            new AnytimeOptions { UntilR2 = 0.9 }
        );
        Assert.True(rounds.Count > 1);
        Assert.Equal(RunStop.TargetReached, rounds[^1].Stop);
        Assert.True(rounds[^1].Explanation.Rounds[^1].Ablations < 400);
        Assert.True(rounds[^1].Explanation.Rounds[^1].Scores[0].R2!.Value.Low >= 0.9);
        Assert.All(
            rounds[..^1],
            static round => Assert.True(round.Explanation.Rounds[^1].Scores[0].R2!.Value.Low < 0.9)
        );
        Assert.Contains(
            "the low end of R2 has reached the target of 0.9",
            rounds[^1].Explanation.Notes[^1],
            StringComparison.Ordinal
        );
        Assert.Equal("0.9", rounds[^1].Explanation.Manifest.Request["untilR2"]);
    }

    [Fact]
    public async Task ItStopsWhenTheNextPointIsTooDear()
    {
        List<RunResult> rounds = await RunAsync(
            RoundFunctions.Rugged(),
            Options with
            {
                Budget = 4000,
            },
            new AnytimeOptions { MostPerPoint = 30 }
        );
        Assert.Equal(RunStop.PriceTooHigh, rounds[^1].Stop);
        Assert.True(
            rounds[^1].Explanation.Rounds[^1].Scores[0].NextPoint is not { Ablations: <= 30 }
        );
        Assert.All(
            rounds[1..^1],
            static round =>
                Assert.True(round.Explanation.Rounds[^1].Scores[0].NextPoint!.Ablations <= 30)
        );
    }

    [Fact]
    public async Task ConstantsAreNotWaitedFor()
    {
        List<RunResult> rounds = await RunAsync(
            RoundFunctions.WithConstant(),
            Options,
            new AnytimeOptions { UntilR2 = 0.7 }
        );
        Assert.Equal(RunStop.TargetReached, rounds[^1].Stop);
        Assert.Null(rounds[^1].Explanation.Rounds[^1].Scores[1].R2);
        Assert.Null(rounds[^1].Explanation.Rounds[^1].Scores[1].NextPoint);
    }

    [Fact]
    public async Task AllMasksThereAreIsAnEndOfItsOwn()
    {
        var function = new DelegateValueFunction(6, static mask => mask[1] && mask[4] ? 2 : 0);
        List<RunResult> rounds = await RunAsync(function, new ExplainOptions());
        Assert.Equal(RunStop.Complete, rounds[^1].Stop);
        Assert.Equal(64, rounds[^1].Explanation.Rounds[^1].Ablations);
        Assert.Equal(VerdictKind.Complete, rounds[^1].Explanation.Outputs[0].Trust.Verdict.Kind);
    }

    /// <summary>Cancelled in the middle of a batch, the run ends with an explanation of everything that was answered.</summary>
    [Fact]
    public async Task CancellingGivesWhatWasPaidFor()
    {
        using var source = new CancellationTokenSource();
        int calls = 0;
        var journal = new MemoryJournal();
        List<RunResult> rounds = await RunAsync(
            RoundFunctions.Rugged(_ =>
            {
                if (++calls == 101)
                {
                    source.Cancel();
                    source.Token.ThrowIfCancellationRequested();
                }
            }),
            Options with
            {
                BatchSize = 16,
            },
            journal: journal,
            token: source.Token
        );
        Assert.Equal(
            [48, 77, 100],
            rounds.Select(static round => round.Explanation.Rounds[^1].Learned)
        );
        Assert.Equal(RunStop.Cancelled, rounds[^1].Stop);
        Assert.Equal(100, journal.Count);
        Assert.Equal(100, rounds[^1].Explanation.Ablations);
        // It is valid: it can be saved and read.
        Assert.Equal(3, Read(ExplanationJson.Write(rounds[^1].Explanation)).Rounds.Count);
        Assert.Contains("cancelled", rounds[^1].Explanation.Notes[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancellingBetweenRoundsGivesTheLastOneAgain()
    {
        using var source = new CancellationTokenSource();
        List<RunResult> rounds = await RunAsync(
            RoundFunctions.Rugged(),
            Options,
            token: source.Token,
            onRound: round =>
            {
                if (round.Number == 2)
                {
                    source.Cancel();
                }
            }
        );
        Assert.Equal([1, 2, 2], rounds.Select(static round => round.Number));
        Assert.Equal([null, null, RunStop.Cancelled], rounds.Select(static round => round.Stop));
        Assert.Same(rounds[1].Explanation.Outputs, rounds[2].Explanation.Outputs);
    }

    [Fact]
    public async Task CancellingWithTooLittleThrows()
    {
        using var source = new CancellationTokenSource();
        int calls = 0;
        var journal = new MemoryJournal();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RunAsync(
                RoundFunctions.Rugged(_ =>
                {
                    if (++calls == 10)
                    {
                        source.Cancel();
                    }

                    source.Token.ThrowIfCancellationRequested();
                }),
                Options,
                journal: journal,
                token: source.Token
            )
        );
        Assert.Equal(9, journal.Count);
    }

    [Fact]
    public async Task AFailureKeepsWhatWasPaidForAndTheRunGoesOnLater()
    {
        bool isBroken = true;
        var asked = new List<Mask>();
        DelegateValueFunction function = RoundFunctions.Rugged(mask =>
        {
            if (isBroken && asked.Count == 90)
            {
                throw new InvalidOperationException("the endpoint hung up");
            }

            asked.Add(mask);
        });
        var journal = new MemoryJournal();
        var given = new List<RunResult>();
        await Assert.ThrowsAsync<ValueFunctionFailedException>(() =>
            RunAsync(function, Options, journal: journal, onRound: given.Add)
        );
        Assert.Equal(2, given.Count);
        isBroken = false;
        List<RunResult> rounds = await RunAsync(function, Options, journal: journal);
        Assert.Equal(400, asked.Count);
        Assert.Equal(400, rounds[^1].Explanation.Rounds[^1].Ablations);
    }

    [Fact]
    public async Task LeavingTheLoopAsksForNothingMore()
    {
        var asked = new List<Mask>();
        await foreach (
            RunResult round in Explainer.StepsAsync(
                new FunctionRequest
                {
                    Function = RoundFunctions.Rugged(asked.Add),
                    Options = Options,
                    Rounds = new AnytimeOptions(),
                },
                cancellationToken: TestContext.Current.CancellationToken
            )
        )
        {
            if (round.Number == 2)
            {
                break;
            }
        }

        Assert.Equal(77, asked.Count);
    }

    [Fact]
    public async Task ProgressNamesTheRound()
    {
        var seen = new List<ExplainProgress>();
        await RunAsync(RoundFunctions.Rugged(), Options, progress: new Recorder(seen));
        Assert.Equal([1, 2, 3, 4, 5, 6], seen.Select(static at => at.Round).Distinct());
        Assert.All(
            seen.Where(static at => at.Step == ExplainStep.Evaluate).GroupBy(static at => at.Round),
            static round => Assert.Equal(round.Last().Total, round.Last().Done)
        );
    }

    [Theory]
    [InlineData("spex", "rounds-not-possible")]
    [InlineData("exact", "rounds-not-possible")]
    [InlineData("walshbayes", "rounds-unmeasured")]
    public async Task MethodsThatCannotGoInRoundsSaySo(string method, string error)
    {
        var options = new ExplainOptions { Method = RecoveryMethods.Named(method), Budget = 3000 };
        var function = new DelegateValueFunction(11, static mask => mask[1] && mask[4] ? 2 : 0);
        var thrown = await Assert.ThrowsAsync<InterplayException>(() =>
            RunAsync(function, options, new AnytimeOptions { UntilR2 = 0.9 })
        );
        Assert.Equal((error, ErrorKind.Request), (thrown.Name, thrown.Kind));
    }

    [Fact]
    public void OptionsOutOfRangeAreNamed()
    {
        AnytimeOptions[] wrong =
        [
            new() { UntilR2 = 1 },
            new() { UntilR2 = 0 },
            new() { UntilR2 = double.NaN },
            new() { MostPerPoint = 0 },
            new() { FirstRound = 1 },
            new() { Growth = 1 },
            new() { Growth = double.PositiveInfinity },
        ];
        Assert.All(
            wrong,
            static rounds =>
            {
                var thrown = Assert.Throws<InterplayException>(() =>
                    Explainer.StepsAsync(
                        new FunctionRequest
                        {
                            Function = RoundFunctions.Rugged(),
                            Options = Options,
                            Rounds = rounds,
                        },
                        cancellationToken: TestContext.Current.CancellationToken
                    )
                );
                Assert.Equal("option-out-of-range", thrown.Name);
            }
        );
    }

    [Fact]
    public async Task RoundsAreWrittenAndReadAndConformToTheSchema()
    {
        Explanation explanation = (
            await RunAsync(RoundFunctions.WithConstant(), Options with { Budget = 200 })
        )[^1].Explanation;
        string written = ExplanationJson.Write(explanation);
        Explanation back = Read(written);
        Assert.Equal(written, ExplanationJson.Write(back));
        Assert.Equal(
            explanation.Rounds.SelectMany(static round => round.Scores),
            back.Rounds.SelectMany(static round => round.Scores)
        );
        Assert.Equal(explanation.Timings!.RoundSeconds, back.Timings!.RoundSeconds);
        var schema = System.Text.Json.Nodes.JsonNode.Parse(
            await File.ReadAllTextAsync(
                Repository.Find("docs", "explanation.schema.json"),
                TestContext.Current.CancellationToken
            )
        )!;
        Assert.Empty(SchemaCheck.Errors(schema, System.Text.Json.Nodes.JsonNode.Parse(written)));
        // A file from before there were rounds has no such field.
        Assert.DoesNotContain(
            "\"rounds\"",
            ExplanationJson.Write(SampleExplanation.Make()),
            StringComparison.Ordinal
        );
        Assert.Empty(Read(ExplanationJson.Write(SampleExplanation.Make())).Rounds);
        var thrown = Assert.Throws<InterplayException>(() =>
            Read(written.Replace("\"learned\": 48", "\"learned\": 0", StringComparison.Ordinal))
        );
        Assert.Contains("$.rounds[0].learned", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() =>
            ExplanationJson.Write(explanation with { Outputs = [explanation.Outputs[0]] })
        );
    }

    [Fact]
    public async Task TheReportSaysWhatMoreCosts()
    {
        Explanation explanation = (
            await RunAsync(RoundFunctions.WithConstant(), Options with { Budget = 100 })
        )[^1].Explanation;
        using var text = new StringWriter();
        TextReport.Write(explanation, text, 1);
        Assert.Matches(
            @"\nThe next 0\.01 of R2 costs about \d+ ablations \(\d+ to .+\)\.\n",
            text.ToString()
        );
        Assert.Contains("R2 is unknown", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void PricesAreSaidInWords()
    {
        var r2 = new Interplay.Interactions.Interval(0.8, 0.7, 0.9);
        Assert.Equal(
            [
                "The next 0.01 of R2 costs about 220 ablations (140 to 400).",
                "The next 0.01 of R2 costs about 220 ablations (140 to far more).",
                "The next 0.01 of R2 costs more than 1600 ablations, or 900 with luck.",
                "The next 0.01 of R2 costs more than 1600 ablations.",
                "R2 is not above 0 beyond doubt yet: what more gives cannot be said.",
                "R2 is within 0.01 of 1: there is no next 0.01.",
                "R2 is unknown, and so is the price of more.",
            ],
            (
                (RoundScore[])
                    [
                        new(r2, new PointPrice(220, 140, 400)),
                        new(r2, new PointPrice(220, 140, null)),
                        new(r2, new PointPrice(null, 900, null)),
                        new(r2, new PointPrice(null, null, null)),
                        new(new Interplay.Interactions.Interval(0.1, -0.1, 0.2), null),
                        new(new Interplay.Interactions.Interval(0.995, 0.99, 0.999), null),
                        new(null, null),
                    ]
            ).Select(static score =>
                new Round
                {
                    Learned = 100,
                    Ablations = 100,
                    Scores = [score],
                }.NextPointInWords(0)
            )
        );
    }

    private static Explanation Read(string json) =>
        ExplanationJson.Read(System.Text.Encoding.UTF8.GetBytes(json));

    private static async Task<List<RunResult>> RunAsync(
        IValueFunction function,
        ExplainOptions options,
        AnytimeOptions? anytime = null,
        IJournal? journal = null,
        IProgress<ExplainProgress>? progress = null,
        Action<RunResult>? onRound = null,
        CancellationToken? token = null
    )
    {
        var rounds = new List<RunResult>();
        await foreach (
            RunResult round in Explainer.StepsAsync(
                new FunctionRequest
                {
                    Function = function,
                    Options = options,
                    Rounds = anytime ?? new AnytimeOptions(),
                    Journal = journal,
                },
                progress,
                cancellationToken: token ?? TestContext.Current.CancellationToken
            )
        )
        {
            rounds.Add(round);
            onRound?.Invoke(round);
        }

        return rounds;
    }

    private sealed class Recorder(List<ExplainProgress> seen) : IProgress<ExplainProgress>
    {
        public void Report(ExplainProgress value) => seen.Add(value);
    }
}
