using System.Diagnostics;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Lenses;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Reports;
using Interplay.ValueFunctions;

namespace Interplay;

/// <summary>The rounds of one run: from the values of each to a result.</summary>
internal sealed class RoundRun
{
    /// <summary>The fewest masks that are worth a recovery of their own: a run cut short before gives nothing.</summary>
    private const int FewestMasks = 24;

    private readonly List<Round> _rounds = [];
    private readonly List<double> _seconds = [];
    private readonly RoundJudge _judge;
    private readonly AnytimeOptions _growth;
    private double _askSeconds;

    /// <param name="rounds">How the rounds grow and when they stop.</param>
    /// <param name="outputs">Names of the outputs.</param>
    public RoundRun(AnytimeOptions rounds, IReadOnlyList<string> outputs)
    {
        _growth = rounds.Validated();
        _judge = new RoundJudge(rounds, outputs.Count);
        Outputs = outputs;
    }

    /// <summary>All masks that may be asked for; each round takes the first of them.</summary>
    public required MaskPlan Plan { get; init; }

    public required ExplainOptions Options { get; init; }

    public required string Fingerprint { get; init; }

    public required TimeProvider Time { get; init; }

    public IReadOnlyList<Part>? Parts { get; init; }

    public string? Input { get; init; }

    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Rounds so far.</summary>
    public int Count => _rounds.Count;

    /// <summary>Masks that each round learns from.</summary>
    public IReadOnlyList<int> Sizes =>
        RoundSchedule.Sizes(
            _growth.FirstRound ?? AnytimeOptions.DefaultFirstRound(Plan.PartCount),
            _growth.Growth,
            Plan.Masks.RowCount
        );

    /// <summary>Fewer values than this are not worth a result when a run is cut short.</summary>
    public int Least => Math.Min(FewestMasks, Sizes[0]);

    /// <summary>Plans masks of which the first, however many, are a plan of their own.</summary>
    /// <exception cref="InterplayException"><c>rounds-not-possible</c>: the method needs all its masks at once.</exception>
    public static MaskPlan PlanOf(int partCount, ExplainOptions options)
    {
        PlanRequest request = (options with { HeldOut = options.HeldOut ?? 0 }).ToRequest(
            partCount
        );
        MaskPlan plan = options.Method.Plan(request with { Prefixes = true });
        return plan.Design.HasPrefixes
            ? plan
            : throw new InterplayException(
                ErrorKind.Request,
                "rounds-not-possible",
                $"Method '{options.Method.Name}' plans {plan.Design.Name} masks, which are of use only all together; rounds need a method that learns from any number of masks, such as 'auto', 'blend' or 'proxyspex'."
            );
    }

    /// <summary>The last result again, when a run is cut short before anything was added to it.</summary>
    public RoundResult CutShort(RoundResult last, RoundStop why) =>
        last with
        {
            Stop = why,
            Explanation = last.Explanation with
            {
                Notes = [.. last.Explanation.Notes, _judge.Sentence(why, last.Round)],
            },
        };

    /// <summary>Recovers and judges a round.</summary>
    /// <param name="learned">All masks so far, with their values.</param>
    /// <param name="heldOut">Masks that only score; null when there are none.</param>
    /// <param name="askSeconds">How long asking for what is new took.</param>
    /// <param name="cut">Why the asking was cut short; null when it was not.</param>
    /// <param name="progress">Receives the progress of the recovery.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    public RoundResult Next(
        Ablations learned,
        Ablations? heldOut,
        double askSeconds,
        RoundStop? cut,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        long start = Time.GetTimestamp();
        using Activity? activity = Telemetry.Start("recover");
        activity?.SetTag("interplay.round", Count + 1);
        MaskPlan plan = Plan with { Masks = learned.Masks, HeldOut = heldOut?.Masks };
        RecoveryResult result = Options.Method.Recover(
            plan,
            learned.Values.Span,
            progress,
            cancellationToken
        );
        Explanation explanation = Explainer.Assemble(
            plan,
            result,
            learned,
            heldOut is null ? [] : heldOut.Values.Span,
            Options,
            Fingerprint,
            Parts,
            Input
        );
        Interval?[] r2 = _judge.Measure(explanation);
        bool isReached = _judge.IsReached(r2);
        if (Count == 0 && !isReached && !plan.IsComplete)
        {
            AddHalf(plan, learned, heldOut, cancellationToken);
        }

        Round round = _judge.Score(learned.Masks.RowCount, plan.Cost, r2);
        _rounds.Add(round);
        RoundStop? stop =
            cut is not null ? cut
            : plan.IsComplete ? RoundStop.Complete
            : isReached ? RoundStop.TargetReached
            : round.Learned == Plan.Masks.RowCount ? RoundStop.BudgetSpent
            // After one round the curve rests on that round and its half.
            : Count > 1 && _judge.IsTooDear(round) ? RoundStop.PriceTooHigh
            : null;
        _askSeconds += askSeconds;
        _seconds.Add(askSeconds + Time.GetElapsedTime(start).TotalSeconds);
        return new RoundResult(Count, Completed(explanation, stop), stop);
    }

    private Explanation Completed(Explanation explanation, RoundStop? stop) =>
        explanation with
        {
            Rounds = [.. _rounds],
            Notes = stop is RoundStop why
                ? [.. explanation.Notes, _judge.Sentence(why, _rounds[^1])]
                : explanation.Notes,
            Timings = new Timings(0, _askSeconds, _seconds.Sum() - _askSeconds)
            {
                RoundSeconds = [.. _seconds],
            },
            Manifest = explanation.Manifest with
            {
                Request = _judge.Request(explanation.Manifest.Request, Sizes[0]),
            },
        };

    /// <summary>A point of the learning curve at half the masks of the first round, so that there is a price from the beginning.</summary>
    private void AddHalf(
        MaskPlan plan,
        Ablations learned,
        Ablations? heldOut,
        CancellationToken cancellationToken
    )
    {
        int half = learned.Masks.RowCount / 2;
        if (half >= FewestMasks)
        {
            RecoveryResult result = Options.Method.Recover(
                plan with
                {
                    Masks = learned.Masks.Slice(0, half),
                },
                learned.Values.Span[..(half * Outputs.Count)],
                cancellationToken: cancellationToken
            );
            _judge.AddPoint(half, result, heldOut);
        }
    }
}
