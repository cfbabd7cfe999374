using System.Diagnostics;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Reports;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>
/// The whole flow in one call: plan, evaluate, recover, judge. Each step is also a call of its own, for those who evaluate elsewhere.
/// </summary>
public static class Explainer
{
    /// <summary>Chooses the masks. Pure: nothing is spent yet; <see cref="MaskPlan.Cost"/> says what will be.</summary>
    /// <param name="partCount">Number of parts, at least 2.</param>
    /// <param name="options">What is asked for.</param>
    /// <exception cref="InterplayException">The request is not workable; the error says what would be.</exception>
    public static MaskPlan Plan(int partCount, ExplainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using Activity? activity = Telemetry.Start("plan");
        try
        {
            MaskPlan plan = options.Plan(options.ToRequest(partCount));
            activity?.SetTag("interplay.parts", partCount);
            activity?.SetTag("interplay.method", options.Method.Name);
            activity?.SetTag("interplay.ablations.planned", plan.Cost);
            return plan;
        }
        catch (Exception exception)
        {
            Telemetry.Fail(activity, exception);
            throw;
        }
    }

    /// <summary>Runs a request to its end.</summary>
    /// <param name="request">What is explained, and how.</param>
    /// <param name="progress">Receives the progress; its round is the round or level of a run that has them.</param>
    /// <param name="cancellationToken">
    /// Ends the run. What was paid for until then is explained, and <see cref="RunResult.Stop"/> says so; a recovery has about a second for that, after which
    /// the parts are fitted one by one, without interactions, and a note says so.
    /// </param>
    /// <returns>The last result: the explanation, why the run ended, and what it cost.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before there were ablations enough for any explanation; they are in the journal.</exception>
    /// <exception cref="ValueFunctionFailedException">The value function failed; what it gave before is carried by the error and in the journal.</exception>
    /// <exception cref="InterplayException">
    /// The request is not workable, or a limit of what may be spent was reached too early for any explanation (<c>too-few-ablations</c>). In rounds also
    /// <c>rounds-not-possible</c> where the method needs all its masks at once and <c>rounds-unmeasured</c> where a goal is set and nothing measures R2; in
    /// levels <c>levels-not-possible</c> where the method reads only masks that it planned itself and <c>outputs-mismatch</c> where outputs differ between
    /// levels.
    /// </exception>
    public static async Task<RunResult> ExplainAsync(
        RunRequest request,
        IProgress<ExplainProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        using Activity? activity = Telemetry.Start("explain");
        activity?.SetTag("interplay.parts", request.PartCount);
        activity?.SetTag("interplay.method", request.Options.Method.Name);
        try
        {
            RunResult? last = null;
            await foreach (RunResult result in request.StepsAsync(progress, cancellationToken))
            {
                last = result;
            }

            activity?.SetTag("interplay.ablations", last!.Explanation.Ablations);
            return last!;
        }
        catch (Exception exception)
        {
            Telemetry.Fail(activity, exception);
            throw;
        }
    }

    /// <summary>
    /// Runs a request and gives the result of each round or level as soon as it is there, each a whole explanation; a request without them gives one. The
    /// last result says why it is the last. The run also ends when the caller leaves the loop.
    /// </summary>
    /// <param name="request">What is explained, and how.</param>
    /// <param name="progress">Receives the progress; its round is the round or level of a run that has them.</param>
    /// <param name="cancellationToken">As for <see cref="ExplainAsync"/>.</param>
    /// <exception cref="InterplayException">As for <see cref="ExplainAsync"/>; results before the error have been given.</exception>
    public static IAsyncEnumerable<RunResult> StepsAsync(
        RunRequest request,
        IProgress<ExplainProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.StepsAsync(progress, cancellationToken);
    }

    /// <summary>Explains from the ablations of a request that its journal has, and asks for none. The same request later goes on where it stopped.</summary>
    /// <param name="request">The request; its function is not asked. A method that needs all its masks gives way to <c>auto</c>.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    /// <exception cref="InterplayException"><c>too-few-ablations</c>: fewer than 24 that can be learned from.</exception>
    public static Task<Explanation> ExplainKnownAsync(
        FunctionRequest request,
        IProgress<ExplainProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        return AtOnceRun.PartialAsync(
            request,
            Plan(request.PartCount, request.Options),
            new Asking(request.Function, request),
            null,
            progress,
            cancellationToken
        );
    }

    /// <summary>Recovers an explanation from ablations that were evaluated elsewhere.</summary>
    /// <param name="request">The ablations, and how.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="InterplayException">The request is not workable.</exception>
    public static RunResult Recover(
        RecoveryRequest request,
        IProgress<ExplainProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) => RecoverInSteps(request, progress, cancellationToken).Last();

    /// <summary>
    /// The same, and each round as soon as it is there: the learning curve of a table. The last result is that of all masks, unless a goal is met before.
    /// </summary>
    /// <param name="request">The ablations, and how.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="InterplayException">The request is not workable.</exception>
    public static IEnumerable<RunResult> RecoverInSteps(
        RecoveryRequest request,
        IProgress<ExplainProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        Ablations given = request.Learned.Read(request.Options.Readout);
        (Ablations? heldOut, string[] seen) = SeenMasks.Without(
            request.HeldOut?.Read(request.Options.Readout),
            given
        );
        Ablations? near = request.NearWhole?.Read(request.Options.Readout);
        int held = (heldOut?.Masks.RowCount ?? 0) + (near?.Masks.RowCount ?? 0);
        ExplainOptions options = request.Options with
        {
            Budget = given.Masks.RowCount + held,
            HeldOut = held,
        };
        RequireRange(given);
        RequireRange(heldOut);
        RequireRange(near);
        (Ablations learned, Replicates? replicates) = Replicates.Of(given);
        heldOut = heldOut is null ? null : Replicates.Of(heldOut).Averaged;
        MaskPlan plan = MaskPlan.Given(
            options.ToRequest(learned.Masks.PartCount),
            learned.Masks,
            heldOut?.Masks
        ) with
        {
            NearWhole = near?.Masks,
        };
        IEnumerable<RunResult> results = request.Rounds is { } rounds
            ? RoundRun
                .Of(request, options, plan, rounds, replicates)
                .Recover(learned, heldOut, near, progress, cancellationToken)
            :
            [
                Once(
                    request,
                    options,
                    plan,
                    learned,
                    Asking.Values(heldOut, near),
                    replicates,
                    progress,
                    cancellationToken
                ),
            ];
        return seen.Length == 0
            ? results
            : results.Select(result =>
                result with
                {
                    Explanation = result.Explanation with
                    {
                        Notes = [.. result.Explanation.Notes, .. seen],
                    },
                }
            );
    }

    private static RunResult Once(
        RecoveryRequest request,
        ExplainOptions options,
        MaskPlan plan,
        Ablations learned,
        double[] judging,
        Replicates? replicates,
        IProgress<ExplainProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        RecoveryResult recovered = options.Answering.Recover(
            plan,
            learned.Values.Span,
            ProgressRelay.Recovery(progress),
            cancellationToken
        );
        return new RunResult
        {
            Number = 1,
            Explanation = ExplanationAssembly.Of(
                plan,
                recovered,
                learned,
                judging,
                options,
                request.Fingerprint,
                request.Subject,
                replicates
            ),
            Stop = plan.IsComplete ? RunStop.Complete : RunStop.BudgetSpent,
        };
    }

    private static void RequireRange(Ablations? ablations)
    {
        if (ablations is null)
        {
            return;
        }

        double[][] values = PerOutput.Split(ablations.Values.Span, ablations.Outputs.Count);
        for (int output = 0; output < values.Length; output++)
        {
            ValueRange.Require(values[output], $"'{ablations.Outputs[output]}'");
        }
    }
}
