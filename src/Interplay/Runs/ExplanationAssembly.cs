using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>Puts an explanation together from a plan, its values and what the method recovered from them.</summary>
internal static class ExplanationAssembly
{
    public static Explanation Of(
        MaskPlan plan,
        RecoveryResult result,
        Ablations learned,
        ReadOnlySpan<double> heldOut,
        ExplainOptions options,
        string fingerprint,
        Subject? subject
    )
    {
        int outputs = learned.Outputs.Count;
        var explained = new ExplainedOutput[outputs];
        (InteractionValues[] listed, string[] notListed) = Listed(result, options);
        for (int output = 0; output < outputs; output++)
        {
            OutputRecovery recovery = result.Outputs[output];
            double[] column = OutputOf(heldOut, output, outputs);
            Faithfulness? faithfulness = plan.HeldOut is null
                ? null
                : Faithfulness.Measure(recovery.Spectrum, plan.HeldOut, column);
            explained[output] = new ExplainedOutput
            {
                Name = learned.Outputs[output],
                Spectrum = recovery.Spectrum,
                Interactions = listed[output],
                Trust = Assess(plan, learned, recovery, faithfulness, listed[output]) with
                {
                    DatamodelScore = Score([recovery.Spectrum], plan, options, column),
                },
            };
        }

        return new Explanation
        {
            Method = result.Method,
            Seed = options.Seed,
            Subject = subject ?? Subject.Of(Subject.Numbered(plan.PartCount)),
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
                ToolVersion = Engine.Version,
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
        Ablations learned,
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
        return plan.IsComplete ? trust with { Verdict = Complete(plan, learned) } : trust;
    }

    /// <summary>What every mask says is still not the whole truth where the model gave bounds.</summary>
    private static Verdict Complete(MaskPlan plan, Ablations learned)
    {
        int masks = plan.Masks.RowCount;
        Verdict verdict = Verdict.Complete(masks);
        return learned.Censored == 0
            ? verdict
            : verdict with
            {
                Sentence =
                    $"Complete: all {masks} combinations were evaluated; for {learned.Censored} of them the model gave no number, only a bound, so that effects may be larger than shown.",
            };
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

    /// <summary>The values of one output, out of rows of <paramref name="outputs"/> values each.</summary>
    private static double[] OutputOf(ReadOnlySpan<double> values, int output, int outputs)
    {
        var column = new double[values.Length / outputs];
        for (int row = 0; row < column.Length; row++)
        {
            column[row] = values[row * outputs + output];
        }

        return column;
    }
}
