using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Lenses;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Reports;
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
        IReadOnlyList<Part>? parts,
        string? input
    )
    {
        int outputs = learned.Outputs.Count;
        var explained = new ExplainedOutput[outputs];
        for (int output = 0; output < outputs; output++)
        {
            OutputRecovery recovery = result.Outputs[output];
            InteractionValues values = InteractionValues.Compute(
                recovery.Spectrum,
                options.Index,
                options.Order
            );
            double[] column = OutputOf(heldOut, output, outputs);
            Faithfulness? faithfulness = plan.HeldOut is null
                ? null
                : Faithfulness.Measure(recovery.Spectrum, plan.HeldOut, column);
            explained[output] = new ExplainedOutput
            {
                Name = learned.Outputs[output],
                Spectrum = recovery.Spectrum,
                Interactions = values,
                Trust = Assess(plan, recovery, faithfulness, values) with
                {
                    DatamodelScore = Score([recovery.Spectrum], plan, options, column),
                },
            };
        }

        return new Explanation
        {
            Method = result.Method,
            Seed = options.Seed,
            Parts =
                parts
                ??
                [
                    .. Enumerable
                        .Range(0, plan.PartCount)
                        .Select(part => new Part(part, $"part {part}")),
                ],
            Input = input,
            Budget = plan.Request.Budget,
            Ablations = plan.Cost,
            HeldOut = plan.HeldOut?.RowCount ?? 0,
            Index = options.Index,
            Order = explained[0].Interactions.Order,
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
                    .Distinct(StringComparer.Ordinal),
            ],
            Manifest = new Manifest
            {
                ToolVersion = Engine.Version,
                Fingerprint = fingerprint,
                Request = Request(plan, options),
            },
        };
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
            values.Top(MostSigns)
        );
        return plan.IsComplete
            ? trust with
            {
                Verdict = Verdict.Complete(plan.Masks.RowCount),
            }
            : trust;
    }

    /// <summary>Signs are judged for this many of the strongest interactions.</summary>
    private const int MostSigns = 200;

    private static Dictionary<string, string> Request(MaskPlan plan, ExplainOptions options)
    {
        var request = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["method"] = options.Method.Name,
            ["budget"] = $"{plan.Request.Budget}",
            ["heldOut"] = $"{plan.Request.HeldOut}",
            ["index"] = options.Index.ToName(),
            ["seed"] = $"{options.Seed}",
            ["design"] = plan.Design.Name,
        };
        if (options.Readout is { } readout)
        {
            request["readout"] = readout.Name;
        }

        if (options.Order is int order)
        {
            request["order"] = $"{order}";
        }

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
