using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery;
using Interplay.Recovery.ProxySpex;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Tests;

public sealed class RecoverInRoundsTests
{
    private static readonly ExplainOptions Options = new()
    {
        Method = new ProxySpexMethod(ProxySpexOptions.SingleFit),
    };

    /// <summary>The last round is the explanation of all rows, and the ones before are those of the first rows.</summary>
    [Fact]
    public async Task EveryRoundIsTheExplanationOfTheFirstRows()
    {
        Ablations learned = await LearnedAsync(300);
        RunResult[] rounds =
        [
            .. Explainer.RecoverInSteps(
                Table(learned) with
                {
                    Rounds = new AnytimeOptions(),
                },
                cancellationToken: TestContext.Current.CancellationToken
            ),
        ];
        Assert.Equal(
            [48, 77, 124, 199, 300],
            rounds.Select(static round => round.Explanation.Rounds[^1].Learned)
        );
        Assert.Equal([1, 2, 3, 4, 5], rounds.Select(static round => round.Number));
        foreach (RunResult round in rounds)
        {
            int rows = round.Explanation.Rounds[^1].Learned;
            Explanation alone = Explainer
                .Recover(
                    Table(
                        learned with
                        {
                            Masks = learned.Masks.Slice(0, rows),
                            Values = learned.Values[..rows],
                        }
                    ),
                    cancellationToken: TestContext.Current.CancellationToken
                )
                .Explanation;
            Assert.Equal(
                alone.Outputs[0].Spectrum.Terms,
                round.Explanation.Outputs[0].Spectrum.Terms
            );
            Assert.Equal(
                alone.Outputs[0].Trust.CrossValidatedR2,
                round.Explanation.Rounds[^1].Scores[0].R2
            );
            Assert.Equal(round.Number, round.Explanation.Rounds.Count);
            Assert.Equal(
                round.Explanation.Rounds[^1].Scores[0].R2!.Value.Estimate >= 0.99,
                round.Explanation.Rounds[^1].Scores[0].NextPoint is null
            );
        }

        Assert.All(rounds[..^1], static round => Assert.Null(round.Stop));
        Assert.Equal(RunStop.BudgetSpent, rounds[^1].Stop);
    }

    [Fact]
    public async Task HeldOutMasksJudgeEveryRound()
    {
        Ablations learned = await LearnedAsync(200);
        Ablations heldOut = await RoundFunctions.AnswerAsync(
            RoundFunctions.Rugged(),
            UniformDesign.Draw(RoundFunctions.Parts, 60, new SeededRandom(77))
        );
        foreach (
            RunResult round in Explainer.RecoverInSteps(
                Table(learned) with
                {
                    HeldOut = heldOut,
                    Rounds = new AnytimeOptions(),
                },
                cancellationToken: TestContext.Current.CancellationToken
            )
        )
        {
            Assert.Equal(60, round.Explanation.HeldOut);
            Assert.Equal(
                round.Explanation.Rounds[^1].Learned + 60,
                round.Explanation.Rounds[^1].Ablations
            );
            Assert.Equal(
                round.Explanation.Outputs[0].Trust.HeldOutR2,
                round.Explanation.Rounds[^1].Scores[0].R2
            );
        }
    }

    private static RecoveryRequest Table(Ablations learned) =>
        new()
        {
            Learned = learned,
            Options = Options,
            Fingerprint = "table",
        };

    [Fact]
    public async Task TheFirstRoundIsRecoveredFromItsHalfAsWell()
    {
        var method = new Counted();
        RunResult[] rounds =
        [
            .. Explainer.RecoverInSteps(
                Table(await LearnedAsync(150)) with
                {
                    Options = Options with { Method = method },
                    Rounds = new AnytimeOptions(),
                },
                cancellationToken: TestContext.Current.CancellationToken
            ),
        ];
        Assert.Equal([48, 24, 77, 124, 150], method.Calls);
        Assert.Equal(4, rounds.Length);
    }

    private static Task<Ablations> LearnedAsync(int rows) =>
        RoundFunctions.AnswerAsync(
            RoundFunctions.Rugged(),
            UniformDesign.Draw(RoundFunctions.Parts, rows, new SeededRandom(5))
        );

    /// <summary>Notes how many masks each call has.</summary>
    private sealed class Counted : IRecoveryMethod
    {
        private readonly IRecoveryMethod _inner = Options.Method;

        public List<int> Calls { get; } = [];

        public string Name => "counted";

        public bool ReadsAnyMasks => _inner.ReadsAnyMasks;

        public MaskPlan Plan(PlanRequest request) => _inner.Plan(request);

        public RecoveryResult Recover(
            MaskPlan plan,
            ReadOnlySpan<double> values,
            IProgress<double>? progress = null,
            CancellationToken cancellationToken = default
        )
        {
            Calls.Add(plan.Masks.RowCount);
            return _inner.Recover(plan, values, progress, cancellationToken);
        }
    }
}
