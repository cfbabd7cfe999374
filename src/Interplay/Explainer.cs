using System.Diagnostics;
using System.Reflection;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Lenses;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.ValueFunctions;

namespace Interplay;

/// <summary>
/// The whole flow in one call: plan, evaluate, recover, judge. Each step is also a call of its own, for those who evaluate elsewhere.
/// </summary>
public static partial class Explainer
{
    /// <summary>Version of the engine, as it stands in manifests.</summary>
    public static string Version { get; } =
        typeof(Explainer)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "0.0.0";

    /// <summary>
    /// Name of the activity source and of the meter that runs report to: activities <c>interplay.explain</c>, <c>interplay.plan</c>,
    /// <c>interplay.evaluate</c> and <c>interplay.recover</c>; metrics <c>interplay.ablations</c>, <c>interplay.calls</c>, <c>interplay.tokens</c> and
    /// <c>interplay.step.duration</c>.
    /// </summary>
    public const string TelemetryName = "Interplay";

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
            MaskPlan plan = options.Method.Plan(options.ToRequest(partCount));
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

    /// <summary>Explains a value function.</summary>
    /// <param name="function">What is explained.</param>
    /// <param name="options">How.</param>
    /// <param name="parts">The parts as reports show them; null numbers them.</param>
    /// <param name="input">The text that the spans of the parts point into; null when there is none.</param>
    /// <param name="journal">Ablations already paid for, and where new ones are kept; null keeps them for this call only.</param>
    /// <param name="time">Clock of the timings; null uses the system's.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the run; what was evaluated stays in the journal.</param>
    /// <exception cref="ValueFunctionFailedException">The value function failed; what it gave before is carried by the error and in the journal.</exception>
    /// <exception cref="InterplayException">The request is not workable.</exception>
    public static async Task<Explanation> ExplainAsync(
        IValueFunction function,
        ExplainOptions options,
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
        using Activity? activity = Telemetry.Start("explain");
        activity?.SetTag("interplay.parts", function.PartCount);
        activity?.SetTag("interplay.method", options.Method.Name);
        try
        {
            Explanation explanation = await RunAsync(
                function,
                options,
                parts,
                input,
                journal,
                time ?? TimeProvider.System,
                progress,
                cancellationToken
            );
            activity?.SetTag("interplay.ablations", explanation.Ablations);
            return explanation;
        }
        catch (Exception exception)
        {
            Telemetry.Fail(activity, exception);
            throw;
        }
    }

    private static async Task<Explanation> RunAsync(
        IValueFunction function,
        ExplainOptions options,
        IReadOnlyList<Part>? parts,
        string? input,
        IJournal? journal,
        TimeProvider time,
        IProgress<ExplainProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        long start = time.GetTimestamp();
        progress?.Report(new ExplainProgress(ExplainStep.Plan, 0));
        MaskPlan plan = Plan(function.PartCount, options);
        long planned = time.GetTimestamp();
        var evaluator = new AblationEvaluator(function, journal, options.BatchSize);
        Ablations asked = await evaluator.EvaluateAsync(
            plan.AllMasks(),
            progress is null ? null : new EvaluationRelay(progress),
            cancellationToken
        );
        Ablations all = asked.Read(options.Readout);
        long evaluated = time.GetTimestamp();
        progress?.Report(new ExplainProgress(ExplainStep.Recover, 0));
        using Activity? recovery = Telemetry.Start("recover");
        RecoveryResult result = options.Method.Recover(
            plan,
            all.Values.Span[..(plan.Masks.RowCount * all.Outputs.Count)],
            progress is null ? null : new RecoveryRelay(progress),
            cancellationToken
        );
        Explanation explanation = Assemble(
            plan,
            result,
            all,
            all.Values.Span[(plan.Masks.RowCount * all.Outputs.Count)..],
            options,
            function.Fingerprint,
            parts,
            input
        );
        long recovered = time.GetTimestamp();
        Telemetry.Took("plan", time.GetElapsedTime(start, planned));
        Telemetry.Took("evaluate", time.GetElapsedTime(planned, evaluated));
        Telemetry.Took("recover", time.GetElapsedTime(evaluated, recovered));
        return explanation with
        {
            Timings = new Timings(
                time.GetElapsedTime(start, planned).TotalSeconds,
                time.GetElapsedTime(planned, evaluated).TotalSeconds,
                time.GetElapsedTime(evaluated, recovered).TotalSeconds
            ),
        };
    }

    /// <summary>Recovers an explanation from ablations that were evaluated elsewhere.</summary>
    /// <param name="learned">Masks to learn from, with their values as the value function gave them; the readout of the options is applied here.</param>
    /// <param name="heldOut">Masks that only score; null when there are none.</param>
    /// <param name="options">How; its budget is not used, its seed and orders are.</param>
    /// <param name="fingerprint">Identity of the value function that gave the values, for the manifest.</param>
    /// <param name="parts">The parts as reports show them; null numbers them.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    public static Explanation Recover(
        Ablations learned,
        Ablations? heldOut,
        ExplainOptions options,
        string fingerprint,
        IReadOnlyList<Part>? parts = null,
        IProgress<ExplainProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(learned);
        ArgumentNullException.ThrowIfNull(options);
        learned = learned.Read(options.Readout);
        heldOut = heldOut?.Read(options.Readout);
        int spent = learned.Masks.RowCount + (heldOut?.Masks.RowCount ?? 0);
        ExplainOptions given = options with
        {
            Budget = spent,
            HeldOut = heldOut?.Masks.RowCount ?? 0,
        };
        MaskPlan plan = MaskPlan.Given(
            given.ToRequest(learned.Masks.PartCount),
            learned.Masks,
            heldOut?.Masks
        );
        RecoveryResult result = options.Method.Recover(
            plan,
            learned.Values.Span,
            progress is null ? null : new RecoveryRelay(progress),
            cancellationToken
        );
        return Assemble(
            plan,
            result,
            learned,
            heldOut is null ? [] : heldOut.Values.Span,
            given,
            fingerprint,
            parts,
            null
        );
    }

    internal static Explanation Assemble(
        MaskPlan plan,
        RecoveryResult result,
        Ablations learned,
        ReadOnlySpan<double> heldOut,
        ExplainOptions options,
        string fingerprint,
        IReadOnlyList<Part>? parts,
        string? input
    )
    {
        int outputs = learned.Outputs.Count;
        var explained = new ExplainedOutput[outputs];
        (InteractionValues[] listed, string[] notListed) = Listed(result, options);
        for (int output = 0; output < outputs; output++)
        {
            OutputRecovery recovery = result.Outputs[output];
            double[] column = plan.HeldOut is null ? [] : Column(heldOut, output, outputs);
            Faithfulness? faithfulness = plan.HeldOut is null
                ? null
                : Faithfulness.Measure(recovery.Spectrum, plan.HeldOut, column);
            explained[output] = new ExplainedOutput
            {
                Name = learned.Outputs[output],
                Spectrum = recovery.Spectrum,
                Interactions = listed[output],
                Trust = Assess(plan, recovery, faithfulness, listed[output]) with
                {
                    DatamodelScore = Score([recovery.Spectrum], plan, options, column),
                },
            };
        }

        return new Explanation
        {
            Method = result.Method,
            Seed = options.Seed,
            Subject = Subject.Of(
                parts
                    ??
                    [
                        .. Enumerable
                            .Range(0, plan.PartCount)
                            .Select(part => new Part(part, $"part {part}")),
                    ],
                input
            ),
            Readout = options.Readout is { } readout ? new Readout(readout.Name) : null,
            Budget = plan.Request.Budget,
            Ablations = plan.Cost,
            HeldOut = plan.HeldOut?.RowCount ?? 0,
            Index = listed[0].Index,
            Order = listed[0].Order,
            Outputs = explained,
            DatamodelScore = Score(
                [.. result.Outputs.Select(static output => output.Spectrum)],
                plan,
                options,
                heldOut
            ),
            Notes =
            [
                .. plan
                    .Notes.Concat(result.Notes)
                    .Concat(CensoredNote(learned))
                    .Concat(notListed)
                    .Distinct(StringComparer.Ordinal),
            ],
            Manifest = new Manifest
            {
                ToolVersion = Version,
                Fingerprint = fingerprint,
                Request = Request(plan, options, listed[0]),
            },
        };
    }

    /// <summary>The interactions that were asked for; Fourier ones where those are too many to list, so that what was paid for is never lost.</summary>
    private static (InteractionValues[] Values, string[] Notes) Listed(
        RecoveryResult result,
        ExplainOptions options
    )
    {
        InteractionValues[] Under(InteractionIndex index, int? order) =>
            [
                .. result.Outputs.Select(output =>
                    InteractionValues.Compute(output.Spectrum, index, order)
                ),
            ];
        try
        {
            return (Under(options.Index, options.Order), []);
        }
        catch (ExpansionTooLargeException error)
        {
            return (
                Under(InteractionIndex.Fourier, null),
                [
                    $"Fourier coefficients are listed instead of {options.Index.ToName()}. {error.Message}",
                ]
            );
        }
    }

    private static DatamodelScore? Score(
        Spectrum[] spectra,
        MaskPlan plan,
        ExplainOptions options,
        ReadOnlySpan<double> heldOut
    ) =>
        options.MeasureDatamodelScore && plan.HeldOut is { } masks
            ? DatamodelScore.Measure(spectra, masks, heldOut, options.Seed)
            : null;

    private static string[] CensoredNote(Ablations learned) =>
        learned.Censored == 0
            ? []
            :
            [
                $"{learned.Censored} of {learned.Masks.RowCount} ablations are censored: the model did not say a number there and a bound stands in for it, so that strengths are understated where those parts are missing.",
            ];

    private static TrustBlock Assess(
        MaskPlan plan,
        OutputRecovery recovery,
        Faithfulness? faithfulness,
        InteractionValues values
    )
    {
        TrustBlock trust = TrustBlock.Assess(
            recovery.Spectrum,
            plan.Masks.RowCount,
            faithfulness,
            recovery.CrossValidatedR2,
            values.Top(SignStability.Most)
        );
        return plan.IsComplete
            ? trust with
            {
                Verdict = Verdict.Complete(plan.Masks.RowCount),
            }
            : trust;
    }

    private static Dictionary<string, string> Request(
        MaskPlan plan,
        ExplainOptions options,
        InteractionValues listed
    )
    {
        var request = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["method"] = options.Method.Name,
            ["budget"] = $"{plan.Request.Budget}",
            ["heldOut"] = $"{plan.Request.HeldOut}",
            ["index"] = listed.Index.ToName(),
            ["order"] = $"{listed.Order}",
            ["seed"] = $"{options.Seed}",
            ["design"] = plan.Design.Name,
        };
        if (options.MaxOrder is int maxOrder)
        {
            request["maxOrder"] = $"{maxOrder}";
        }

        if (!options.PartsAreOrdered)
        {
            request["unordered"] = "true";
        }

        return request;
    }

    private static double[] Column(ReadOnlySpan<double> values, int output, int outputs)
    {
        var column = new double[values.Length / outputs];
        for (int row = 0; row < column.Length; row++)
        {
            column[row] = values[row * outputs + output];
        }

        return column;
    }

    internal sealed class EvaluationRelay(IProgress<ExplainProgress> progress, int round = 0)
        : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) =>
            progress.Report(
                new ExplainProgress(
                    ExplainStep.Evaluate,
                    (double)value.Done / Math.Max(1, value.Total),
                    value.Done,
                    value.Total,
                    round
                )
            );
    }

    private sealed class RecoveryRelay(IProgress<ExplainProgress> progress, int round = 0)
        : IProgress<double>
    {
        public void Report(double value) =>
            progress.Report(new ExplainProgress(ExplainStep.Recover, value, Round: round));
    }
}
