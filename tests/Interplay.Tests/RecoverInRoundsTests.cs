using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery;
using Interplay.Recovery.ProxySpex;
using Interplay.Reports;
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
        RoundResult[] rounds =
        [
            .. Explainer.RecoverInRounds(
                learned,
                null,
                Options,
                "table",
                cancellationToken: TestContext.Current.CancellationToken
            ),
        ];
        Assert.Equal([48, 77, 124, 199, 300], rounds.Select(static round => round.Round.Learned));
        Assert.Equal([1, 2, 3, 4, 5], rounds.Select(static round => round.Number));
        foreach (RoundResult round in rounds)
        {
            int rows = round.Round.Learned;
            Explanation alone = Explainer.Recover(
                learned with
                {
                    Masks = learned.Masks.Slice(0, rows),
                    Values = learned.Values[..rows],
                },
                null,
                Options,
                "table",
                cancellationToken: TestContext.Current.CancellationToken
            );
            Assert.Equal(
                alone.Outputs[0].Spectrum.Terms,
                round.Explanation.Outputs[0].Spectrum.Terms
            );
            Assert.Equal(alone.Outputs[0].Trust.CrossValidatedR2, round.Round.Scores[0].R2);
            Assert.Equal(round.Number, round.Explanation.Rounds.Count);
            Assert.Equal(
                round.Round.Scores[0].R2!.Value.Estimate >= 0.99,
                round.Round.Scores[0].NextPoint is null
            );
        }

        Assert.All(rounds[..^1], static round => Assert.Null(round.Stop));
        Assert.Equal(RoundStop.BudgetSpent, rounds[^1].Stop);
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
            RoundResult round in Explainer.RecoverInRounds(
                learned,
                heldOut,
                Options,
                "table",
                cancellationToken: TestContext.Current.CancellationToken
            )
        )
        {
            Assert.Equal(60, round.Explanation.HeldOut);
            Assert.Equal(round.Round.Learned + 60, round.Round.Ablations);
            Assert.Equal(round.Explanation.Outputs[0].Trust.HeldOutR2, round.Round.Scores[0].R2);
        }
    }

    [Fact]
    public async Task TheFirstRoundIsRecoveredFromItsHalfAsWell()
    {
        var method = new Counted();
        RoundResult[] rounds =
        [
            .. Explainer.RecoverInRounds(
                await LearnedAsync(150),
                null,
                Options with
                {
                    Method = method,
                },
                "table",
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
