using System.Globalization;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Recovery;
using Interplay.Reports;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>Judges the rounds of a run: how well each predicts, what the next point of R2 costs, whether to stop.</summary>
internal sealed class RoundJudge(AnytimeOptions options, int outputs)
{
    private readonly List<(int Learned, Interval R2)>[] _curves =
    [
        .. Enumerable.Range(0, outputs).Select(static _ => new List<(int Learned, Interval R2)>()),
    ];

    /// <summary>What the run may reach for. A goal that nothing measures cannot be met.</summary>
    private bool HasGoal => options.UntilR2 is not null || options.MostPerPoint is not null;

    /// <summary>R2 of each output: on held-out masks where there are any, else by cross-validation.</summary>
    /// <exception cref="InterplayException"><c>rounds-unmeasured</c>.</exception>
    public Interval?[] Measure(Explanation explanation)
    {
        Interval?[] r2 =
        [
            .. explanation.Outputs.Select(static output =>
                output.Trust.HeldOutR2 ?? output.Trust.CrossValidatedR2
            ),
        ];
        bool isUnmeasured =
            r2.All(static interval => interval is null)
            && explanation.Outputs.Any(static output =>
                output.Trust.Verdict.Kind == VerdictKind.Unmeasured && output.Spectrum.Variance > 0
            );
        return HasGoal && isUnmeasured
            ? throw new InterplayException(
                ErrorKind.Request,
                "rounds-unmeasured",
                $"Rounds cannot be judged: method '{explanation.Method}' does not cross-validate and no masks are held out. Hold some out, or take a method that does ('auto', 'blend', 'proxyspex')."
            )
            : r2;
    }

    /// <summary>Whether every output that has an R2 has its lower end at the target; constants are not waited for.</summary>
    public bool IsReached(Interval?[] r2) =>
        options.UntilR2 is double target
        && r2.Any(static interval => interval is not null)
        && r2.All(interval => interval is null || interval.Value.Low >= target);

    /// <summary>Adds a point to the learning curves that is no round of its own.</summary>
    public void AddPoint(int learned, RecoveryResult result, Ablations? heldOut)
    {
        for (int output = 0; output < outputs; output++)
        {
            OutputRecovery recovery = result.Outputs[output];
            Add(
                output,
                learned,
                heldOut is null
                    ? recovery.CrossValidatedR2
                    : Faithfulness
                        .Measure(recovery.Spectrum, heldOut.Masks, heldOut.OfOutput(output))
                        .R2
            );
        }
    }

    /// <summary>Scores a round.</summary>
    public Round Score(int learned, int ablations, Interval?[] r2) =>
        new()
        {
            Learned = learned,
            Ablations = ablations,
            Scores =
            [
                .. r2.Select(
                    (interval, output) =>
                    {
                        Add(output, learned, interval);
                        return new RoundScore(
                            interval,
                            interval is null ? null : LearningCurve.NextPoint(_curves[output])
                        );
                    }
                ),
            ],
        };

    /// <summary>Whether the next point of R2 costs more than allowed, for every output that has an R2.</summary>
    public bool IsTooDear(Round round) =>
        options.MostPerPoint is double most
        && round.Scores.All(score =>
            score switch
            {
                { R2: null } => true,
                { R2: Interval r2, NextPoint: null } => LearningCurve.IsComplete(r2),
                { NextPoint.Ablations: var price } => price is null || price > most,
            }
        );

    /// <summary>Why a run ended, in words.</summary>
    public string Sentence(RunStop stop, Round round)
    {
        string why = stop switch
        {
            RunStop.TargetReached => Text(
                $"the low end of R2 has reached the target of {options.UntilR2:0.###}"
            ),
            RunStop.PriceTooHigh => Text(
                $"the next 0.01 of R2 costs more than {options.MostPerPoint:0.##} ablations"
            ),
            RunStop.Complete => "every mask there is has been evaluated",
            RunStop.Cancelled => "the run was cancelled",
            RunStop.LimitReached => "what may be spent was spent",
            _ => "there are no more masks to learn from",
        };
        return Text($"Rounds: stopped at {round.Ablations} ablations, because {why}.");
    }

    /// <summary>What repeats the rounds, beside what repeats an explanation.</summary>
    public Dictionary<string, string> Request(
        IReadOnlyDictionary<string, string> request,
        int firstRound
    )
    {
        var all = new Dictionary<string, string>(request, StringComparer.Ordinal)
        {
            ["firstRound"] = Text($"{firstRound}"),
            ["growth"] = Text($"{options.Growth}"),
        };
        if (options.UntilR2 is double target)
        {
            all["untilR2"] = Text($"{target}");
        }

        if (options.MostPerPoint is double most)
        {
            all["mostPerPoint"] = Text($"{most}");
        }

        return all;
    }

    private static string Text(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);

    private void Add(int output, int learned, Interval? r2)
    {
        if (r2 is Interval interval)
        {
            _curves[output].Add((learned, interval));
        }
    }
}
