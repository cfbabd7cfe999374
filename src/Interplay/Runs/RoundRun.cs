using System.Diagnostics;
using System.Runtime.CompilerServices;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>The rounds of one run: from the values of each to a result.</summary>
internal sealed class RoundRun
{
    private readonly List<Round> _rounds = [];
    private readonly List<double> _seconds = [];
    private readonly RoundJudge _judge;
    private readonly AnytimeOptions _growth;
    private double _askSeconds;

    private RoundRun(AnytimeOptions rounds, IReadOnlyList<string> outputs)
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

    public Subject? Subject { get; init; }

    /// <summary>How often each mask was asked; null where each was once.</summary>
    private Replicates? Replicates { get; init; }

    private IReadOnlyList<string> Outputs { get; }

    /// <summary>Rounds so far.</summary>
    private int Count => _rounds.Count;

    /// <summary>Masks that each round learns from.</summary>
    private IReadOnlyList<int> Sizes =>
        RoundSchedule.Sizes(
            _growth.FirstRound ?? AnytimeOptions.DefaultFirstRound(Plan.PartCount),
            _growth.Growth,
            Plan.Masks.RowCount
        );

    /// <summary>Fewer values than this are not worth a result when a run is cut short.</summary>
    private int Least => Math.Min(Asking.FewestMasks, Sizes[0]);

    /// <summary>The rounds of a request that asks for its masks.</summary>
    public static RoundRun Of(FunctionRequest request, AnytimeOptions rounds) =>
        new(rounds, request.Options.Readout?.Outputs ?? request.Function.Outputs)
        {
            Plan = PlanOf(request.PartCount, request.Options),
            Options = request.Options,
            Fingerprint = request.Function.Fingerprint,
            Subject = request.Subject,
            Time = request.Time,
        };

    /// <summary>The rounds of ablations that are there.</summary>
    public static RoundRun Of(
        RecoveryRequest request,
        ExplainOptions options,
        MaskPlan plan,
        AnytimeOptions rounds,
        Replicates? replicates
    ) =>
        new(rounds, options.Readout?.Outputs ?? request.Learned.Outputs)
        {
            Plan = plan,
            Replicates = replicates,
            Options = options,
            Fingerprint = request.Fingerprint,
            Subject = request.Subject,
            Time = request.Time,
        };

    /// <summary>Plans masks of which the first, however many, are a plan of their own.</summary>
    /// <exception cref="InterplayException"><c>rounds-not-possible</c>: the method needs all its masks at once.</exception>
    internal static MaskPlan PlanOf(int partCount, ExplainOptions options)
    {
        options = options with
        {
            HeldOut = options.HeldOut ?? 0,
            NearWhole = options.NearWhole ?? 0,
        };
        MaskPlan plan = options.Plan(options.ToRequest(partCount) with { Prefixes = true });
        return plan.Design.HasPrefixes
            ? plan
            : throw new InterplayException(
                ErrorKind.Request,
                "rounds-not-possible",
                $"Method '{options.Method.Name}' plans {plan.Design.Name} masks, which are of use only all together; rounds need a method that learns from any number of masks, such as 'auto', 'blend' or 'proxyspex'."
            );
    }

    /// <summary>Asks round by round until a goal is met or nothing is left to ask.</summary>
    /// <param name="asking">The function.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Ends the asking; one more result holds everything that is there.</param>
    public async IAsyncEnumerable<RunResult> AskAsync(
        Asking asking,
        IProgress<ExplainProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        progress?.Report(new ExplainProgress(ExplainStep.Plan, 1, Round: 1));
        await asking.BeginAsync(cancellationToken);
        RunResult? last = null;
        foreach (int size in Sizes)
        {
            int number = Count + 1;
            long start = Time.GetTimestamp();
            MaskPlan asked = Plan with { Masks = Plan.Masks.Slice(0, size) };
            (_, RunStop? cut) = await asking.AskAsync(
                asked,
                ProgressRelay.Evaluation(progress, number),
                cancellationToken
            );
            (Ablations learned, Ablations? heldOut, Ablations? near) = await asking.KnownAsync(
                asked,
                CancellationToken.None
            );
            int rows = learned.Masks.RowCount;
            if (rows + (heldOut?.Masks.RowCount ?? 0) + (near?.Masks.RowCount ?? 0) >= asked.Cost)
            {
                cut = null;
            }

            if (cut is RunStop why && rows <= last?.Explanation.Rounds[^1].Learned)
            {
                yield return CutShort(last, why) with
                {
                    Evaluated = asking.Evaluated,
                    Cost = asking.Cost,
                };
                yield break;
            }

            if (cut is not null && rows < Least)
            {
                throw Asking.TooFew(rows, Least, cut, cancellationToken);
            }

            progress?.Report(new ExplainProgress(ExplainStep.Recover, 0, Round: number));
            RunResult? next = null;
            try
            {
                next = Next(
                    learned.Read(Options.Readout),
                    heldOut?.Read(Options.Readout),
                    near?.Read(Options.Readout),
                    Time.GetElapsedTime(start).TotalSeconds,
                    cut,
                    ProgressRelay.Recovery(progress, number),
                    new HurriedMethod(
                        Options.Answering,
                        Time,
                        cancellationToken,
                        hasBetter: last is not null
                    ),
                    CancellationToken.None
                );
            }
            catch (OperationCanceledException)
                when (last is not null && cancellationToken.IsCancellationRequested)
            {
                // There was no time for this round; the one before it is whole.
            }

            if (next is null)
            {
                yield return CutShort(last!, RunStop.Cancelled) with
                {
                    Evaluated = asking.Evaluated,
                    Cost = asking.Cost,
                };
                yield break;
            }

            last = next with
            {
                Explanation = asking.Noted(next.Explanation),
                Evaluated = asking.Evaluated,
                Cost = asking.Cost,
            };
            yield return last;
            if (last.Stop is not null)
            {
                yield break;
            }
        }
    }

    /// <summary>Recovers round by round from ablations that are there.</summary>
    /// <param name="learned">Masks to learn from, with the values that are explained; each round takes the first of them.</param>
    /// <param name="heldOut">Masks that only score, in every round; null when there are none.</param>
    /// <param name="near">Masks that only score near the whole input, in every round; null when there are none.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    public IEnumerable<RunResult> Recover(
        Ablations learned,
        Ablations? heldOut,
        Ablations? near,
        IProgress<ExplainProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        foreach (int size in Sizes)
        {
            progress?.Report(new ExplainProgress(ExplainStep.Recover, 0, Round: Count + 1));
            RunResult result = Next(
                learned with
                {
                    Masks = learned.Masks.Slice(0, size),
                    Values = learned.Values[..(size * Outputs.Count)],
                },
                heldOut,
                near,
                0,
                null,
                ProgressRelay.Recovery(progress, Count + 1),
                Options.Answering,
                cancellationToken
            );
            yield return result;
            if (result.Stop is not null)
            {
                yield break;
            }
        }
    }

    /// <summary>The last result again, when a run is cut short before anything was added to it.</summary>
    private RunResult CutShort(RunResult last, RunStop why) =>
        last with
        {
            Stop = why,
            Explanation = last.Explanation with
            {
                Notes = [.. last.Explanation.Notes, _judge.Sentence(why, _rounds[^1])],
            },
        };

    /// <summary>Recovers and judges a round.</summary>
    /// <param name="learned">All masks so far, with their values.</param>
    /// <param name="heldOut">Masks that only score; null when there are none.</param>
    /// <param name="near">Masks that only score near the whole input; null when there are none.</param>
    /// <param name="askSeconds">How long asking for what is new took.</param>
    /// <param name="cut">Why the asking was cut short; null when it was not.</param>
    /// <param name="progress">Receives the progress of the recovery.</param>
    /// <param name="method">The method.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    private RunResult Next(
        Ablations learned,
        Ablations? heldOut,
        Ablations? near,
        double askSeconds,
        RunStop? cut,
        IProgress<double>? progress,
        IRecoveryMethod method,
        CancellationToken cancellationToken
    )
    {
        long start = Time.GetTimestamp();
        using Activity? activity = Telemetry.Start("recover");
        activity?.SetTag("interplay.round", Count + 1);
        MaskPlan plan = Plan with
        {
            Masks = learned.Masks,
            HeldOut = heldOut?.Masks,
            NearWhole = near?.Masks,
        };
        RecoveryResult result = method.Recover(
            plan,
            learned.Values.Span,
            progress,
            cancellationToken
        );
        if (method is HurriedMethod { WasCut: true })
        {
            cut ??= RunStop.Cancelled;
        }

        Explanation explanation = ExplanationAssembly.Of(
            plan,
            result,
            learned,
            Asking.Values(heldOut, near),
            Options,
            Fingerprint,
            Subject,
            Replicates
        );
        Interval?[] r2 = _judge.Measure(explanation);
        bool isReached = _judge.IsReached(r2);
        if (Count == 0 && !isReached && !plan.IsComplete && cut is null)
        {
            AddHalf(plan, learned, heldOut, method, cancellationToken);
        }

        Round round = _judge.Score(learned.Masks.RowCount, plan.Cost, r2);
        _rounds.Add(round);
        RunStop? stop =
            cut is not null ? cut
            : plan.IsComplete ? RunStop.Complete
            : isReached ? RunStop.TargetReached
            : round.Learned == Plan.Masks.RowCount ? RunStop.BudgetSpent
            // After one round the curve rests on that round and its half.
            : Count > 1 && _judge.IsTooDear(round) ? RunStop.PriceTooHigh
            : null;
        _askSeconds += askSeconds;
        _seconds.Add(askSeconds + Time.GetElapsedTime(start).TotalSeconds);
        return new RunResult
        {
            Number = Count,
            Explanation = Completed(explanation, stop),
            Stop = stop,
        };
    }

    private Explanation Completed(Explanation explanation, RunStop? stop) =>
        explanation with
        {
            Rounds = [.. _rounds],
            Notes = stop is RunStop why
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
        IRecoveryMethod method,
        CancellationToken cancellationToken
    )
    {
        int half = learned.Masks.RowCount / 2;
        if (half >= Asking.FewestMasks)
        {
            RecoveryResult result = method.Recover(
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
