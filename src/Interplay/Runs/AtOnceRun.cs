using System.Runtime.CompilerServices;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>A run that asks for all its masks at once.</summary>
internal static class AtOnceRun
{
    public static async IAsyncEnumerable<RunResult> StepsAsync(
        FunctionRequest request,
        IProgress<ExplainProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        TimeProvider time = request.Time;
        var asking = new Asking(request.Function, request);
        long start = time.GetTimestamp();
        progress?.Report(new ExplainProgress(ExplainStep.Plan, 0));
        MaskPlan plan = Explainer.Plan(request.PartCount, request.Options);
        long planned = time.GetTimestamp();
        await asking.BeginAsync(cancellationToken);
        (Ablations? asked, RunStop? cut) = await asking.AskAsync(
            plan,
            ProgressRelay.Evaluation(progress),
            cancellationToken
        );
        long evaluated = time.GetTimestamp();
        progress?.Report(new ExplainProgress(ExplainStep.Recover, 0));
        // What was paid for is explained even when the caller gave up meanwhile.
        var method = new HurriedMethod(request.Options.Answering, time, cancellationToken);
        Explanation explanation = asked is null
            ? await PartialAsync(request, plan, asking, cut, progress, cancellationToken)
            : Recover(request, method, plan, asked.Read(request.Options.Readout), progress);
        cut ??= method.WasCut ? RunStop.Cancelled : null;
        long recovered = time.GetTimestamp();
        Telemetry.Took("plan", time.GetElapsedTime(start, planned));
        Telemetry.Took("evaluate", time.GetElapsedTime(planned, evaluated));
        Telemetry.Took("recover", time.GetElapsedTime(evaluated, recovered));
        yield return new RunResult
        {
            Number = 1,
            Explanation = asking.Noted(explanation) with
            {
                Timings = new Timings(
                    time.GetElapsedTime(start, planned).TotalSeconds,
                    time.GetElapsedTime(planned, evaluated).TotalSeconds,
                    time.GetElapsedTime(evaluated, recovered).TotalSeconds
                ),
            },
            Stop = cut ?? (plan.IsComplete ? RunStop.Complete : RunStop.BudgetSpent),
            Evaluated = asking.Evaluated,
            Cost = asking.Cost,
        };
    }

    /// <summary>Explains from the ablations of the plan that the journal has, and asks for none.</summary>
    public static async Task<Explanation> PartialAsync(
        FunctionRequest request,
        MaskPlan plan,
        Asking asking,
        RunStop? cut,
        IProgress<ExplainProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        (Ablations learned, Ablations? heldOut, Ablations? near) = await asking.KnownAsync(
            plan,
            CancellationToken.None
        );
        if (learned.Masks.RowCount < Asking.FewestMasks)
        {
            throw Asking.TooFew(learned.Masks.RowCount, Asking.FewestMasks, cut, cancellationToken);
        }

        Explanation explanation = Explainer
            .Recover(
                new RecoveryRequest
                {
                    Learned = learned,
                    HeldOut = heldOut,
                    NearWhole = near,
                    Options = request.Options with
                    {
                        Method = new HurriedMethod(
                            (
                                request.Options.Method.ReadsAnyMasks
                                    ? request.Options
                                    : request.Options with
                                    {
                                        Method = new Recovery.Auto.AutoMethod(),
                                    }
                            ).Answering,
                            request.Time,
                            cancellationToken
                        ),
                    },
                    Fingerprint = request.Function.Fingerprint,
                    Subject = request.Subject,
                },
                progress,
                CancellationToken.None
            )
            .Explanation;
        return explanation with
        {
            Notes =
            [
                .. explanation.Notes,
                $"Partial: {explanation.Ablations} of {plan.Cost} planned ablations were there.",
            ],
        };
    }

    private static Explanation Recover(
        FunctionRequest request,
        HurriedMethod method,
        MaskPlan plan,
        Ablations all,
        IProgress<ExplainProgress>? progress
    )
    {
        using System.Diagnostics.Activity? activity = Telemetry.Start("recover");
        int learned = plan.Masks.RowCount * all.Outputs.Count;
        return ExplanationAssembly.Of(
            plan,
            method.Recover(plan, all.Values.Span[..learned], ProgressRelay.Recovery(progress)),
            all,
            all.Values.Span[learned..],
            request.Options,
            request.Function.Fingerprint,
            request.Subject
        );
    }
}
