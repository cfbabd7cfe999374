using System.Runtime.CompilerServices;
using Interplay.Lenses;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay;

/// <content>The flow in rounds: an explanation after few masks, better ones as more are paid for, an end when it is good enough.</content>
public static partial class Explainer
{
    /// <summary>
    /// Explains a value function in rounds: each round asks for more masks, keeps all earlier ones, and gives a whole explanation with an
    /// honest R2. The run stops at the first of the target, the price, the budget and cancellation (<see cref="AnytimeOptions"/>), and at any
    /// round when the caller leaves the loop. The last result says why it is the last.
    /// </summary>
    /// <param name="function">What is explained.</param>
    /// <param name="options">
    /// How. The budget is a cap. Held-out masks, when a number is given, are asked for in the first round and judge every round; when none is
    /// given, rounds are judged by cross-validation, which costs no ablations.
    /// </param>
    /// <param name="rounds">How the rounds grow and when they stop; null goes to the budget.</param>
    /// <param name="parts">The parts as reports show them; null numbers them.</param>
    /// <param name="input">The text that the spans of the parts point into; null when there is none.</param>
    /// <param name="journal">Ablations already paid for, and where new ones are kept; null keeps them for this call only.</param>
    /// <param name="time">Clock of the timings; null uses the system's.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">
    /// Ends the run with what was paid for: one more result is recovered from all values so far, and says <see cref="RoundStop.Cancelled"/>. A
    /// recovery that is running goes on to its end. Only when there are too few values for any result, the stream throws.
    /// </param>
    /// <exception cref="OperationCanceledException">Cancelled before there were values enough for one round.</exception>
    /// <exception cref="ValueFunctionFailedException">The value function failed; results of earlier rounds have been given, and the journal has all values.</exception>
    /// <exception cref="InterplayException">
    /// The request is not workable: <c>rounds-not-possible</c> where the method needs all its masks at once, <c>rounds-unmeasured</c> where a
    /// goal is set and nothing measures R2.
    /// </exception>
    public static IAsyncEnumerable<RoundResult> ExplainInRoundsAsync(
        IValueFunction function,
        ExplainOptions options,
        AnytimeOptions? rounds = null,
        IReadOnlyList<Part>? parts = null,
        string? input = null,
        IJournal? journal = null,
        TimeProvider? time = null,
        IProgress<ExplainProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(options);
        var run = new RoundRun(
            rounds ?? new AnytimeOptions(),
            options.Readout?.Outputs ?? function.Outputs
        )
        {
            Plan = RoundRun.PlanOf(function.PartCount, options),
            Options = options,
            Fingerprint = function.Fingerprint,
            Parts = parts,
            Input = input,
            Time = time ?? TimeProvider.System,
        };
        var evaluator = new AblationEvaluator(
            function,
            journal ?? new MemoryJournal(),
            options.BatchSize
        );
        return RunAsync(run, evaluator, progress, cancellationToken);
    }

    /// <summary>
    /// Recovers explanations from ablations that were evaluated elsewhere, as if their masks had been asked in rounds: the learning curve of a
    /// table. The last result is that of all masks, unless a goal is met before.
    /// </summary>
    /// <param name="learned">Masks to learn from, with their values; each round takes the first of them.</param>
    /// <param name="heldOut">Masks that only score, in every round; null when there are none.</param>
    /// <param name="options">How; its budget is not used, its seed and orders are.</param>
    /// <param name="fingerprint">Identity of the value function that gave the values, for the manifest.</param>
    /// <param name="rounds">How the rounds grow and when they stop; null goes to the last mask.</param>
    /// <param name="parts">The parts as reports show them; null numbers them.</param>
    /// <param name="time">Clock of the timings; null uses the system's.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    public static IEnumerable<RoundResult> RecoverInRounds(
        Ablations learned,
        Ablations? heldOut,
        ExplainOptions options,
        string fingerprint,
        AnytimeOptions? rounds = null,
        IReadOnlyList<Part>? parts = null,
        TimeProvider? time = null,
        IProgress<ExplainProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(learned);
        ArgumentNullException.ThrowIfNull(options);
        learned = learned.Read(options.Readout);
        heldOut = heldOut?.Read(options.Readout);
        int held = heldOut?.Masks.RowCount ?? 0;
        ExplainOptions given = options with
        {
            Budget = learned.Masks.RowCount + held,
            HeldOut = held,
        };
        var run = new RoundRun(rounds ?? new AnytimeOptions(), learned.Outputs)
        {
            Plan = MaskPlan.Given(
                given.ToRequest(learned.Masks.PartCount),
                learned.Masks,
                heldOut?.Masks
            ),
            Options = given,
            Fingerprint = fingerprint,
            Parts = parts,
            Time = time ?? TimeProvider.System,
        };
        return Run(run, learned, heldOut, progress, cancellationToken);
    }

    private static async IAsyncEnumerable<RoundResult> RunAsync(
        RoundRun run,
        AblationEvaluator evaluator,
        IProgress<ExplainProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        progress?.Report(new ExplainProgress(ExplainStep.Plan, 1, Round: 1));
        RoundResult? last = null;
        foreach (int size in run.Sizes)
        {
            int number = run.Count + 1;
            long start = run.Time.GetTimestamp();
            MaskPlan asked = run.Plan with { Masks = run.Plan.Masks.Slice(0, size) };
            (Ablations learned, Ablations? heldOut, RoundStop? cut) = await AskAsync(
                evaluator,
                asked,
                run.Options.Readout,
                progress is null ? null : new EvaluationRelay(progress, number),
                cancellationToken
            );
            int known = learned.Masks.RowCount + (heldOut?.Masks.RowCount ?? 0);
            if (known >= asked.Cost)
            {
                cut = null;
            }

            if (
                cut is RoundStop why
                && last is not null
                && learned.Masks.RowCount <= last.Round.Learned
            )
            {
                yield return run.CutShort(last, why);
                yield break;
            }

            if (cut is RoundStop.LimitReached && learned.Masks.RowCount < run.Least)
            {
                throw TooFew(learned.Masks.RowCount, run.Least);
            }

            if (cut is not null && learned.Masks.RowCount < run.Least)
            {
                throw new OperationCanceledException(cancellationToken);
            }

            progress?.Report(new ExplainProgress(ExplainStep.Recover, 0, Round: number));
            last = run.Next(
                learned,
                heldOut,
                run.Time.GetElapsedTime(start).TotalSeconds,
                cut,
                progress is null ? null : new RecoveryRelay(progress, number),
                CancellationToken.None
            );
            yield return last;
            if (last.Stop is not null)
            {
                yield break;
            }
        }
    }

    private static IEnumerable<RoundResult> Run(
        RoundRun run,
        Ablations learned,
        Ablations? heldOut,
        IProgress<ExplainProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        int outputs = learned.Outputs.Count;
        foreach (int size in run.Sizes)
        {
            progress?.Report(new ExplainProgress(ExplainStep.Recover, 0, Round: run.Count + 1));
            RoundResult result = run.Next(
                learned with
                {
                    Masks = learned.Masks.Slice(0, size),
                    Values = learned.Values[..(size * outputs)],
                },
                heldOut,
                0,
                null,
                progress is null ? null : new RecoveryRelay(progress, run.Count + 1),
                cancellationToken
            );
            yield return result;
            if (result.Stop is not null)
            {
                yield break;
            }
        }
    }

    /// <summary>The values of a round; after a cancellation those of them that are there.</summary>
    private static async Task<(Ablations Learned, Ablations? HeldOut, RoundStop? Cut)> AskAsync(
        AblationEvaluator evaluator,
        MaskPlan asked,
        IReadout? readout,
        IProgress<EvaluationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        RoundStop? cut = null;
        try
        {
            await evaluator.EvaluateAsync(asked.AllMasks(), progress, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The journal has every value that came before, also those of the batch that was cut short.
            cut = RoundStop.Cancelled;
        }
        catch (InterplayException error) when (error.Kind == ErrorKind.Budget)
        {
            cut = RoundStop.LimitReached;
        }

        Ablations? heldOut = asked.HeldOut is null
            ? null
            : await evaluator.KnownAsync(asked.HeldOut, CancellationToken.None);
        Ablations learned = await evaluator.KnownAsync(asked.Masks, CancellationToken.None);
        return (
            learned.Read(readout),
            heldOut?.Masks.RowCount > 0 ? heldOut.Read(readout) : null,
            cut
        );
    }
}
