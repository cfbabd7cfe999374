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
        Subject? subject,
        Replicates? replicates = null
    )
    {
        int outputs = learned.Outputs.Count;
        int masks = plan.Masks.RowCount;
        result = replicates is null
            ? result
            : result with
            {
                Outputs =
                [
                    .. result.Outputs.Select(
                        (recovery, output) => replicates.WithNoise(recovery, output, masks)
                    ),
                ],
            };
        var faithfulness = new Faithfulness?[outputs];
        if (plan.HeldOut is { } checks)
        {
            for (int output = 0; output < outputs; output++)
            {
                OutputRecovery recovery = result.Outputs[output];
                faithfulness[output] = Faithfulness.Measure(
                    recovery.Predict?.Invoke(checks) ?? recovery.Spectrum.Evaluate(checks),
                    OutputOf(heldOut, output, outputs)
                );
            }
        }

        result = plan.IsComplete
            ? result
            : result with
            {
                Outputs =
                [
                    .. result.Outputs.Select(
                        (recovery, output) =>
                            recovery.Told(
                                faithfulness[output]?.R2 ?? recovery.CrossValidatedR2,
                                masks
                            )
                    ),
                ],
            };
        var explained = new ExplainedOutput[outputs];
        (InteractionValues[] listed, string[] notListed) = Listed(result, options);
        for (int output = 0; output < outputs; output++)
        {
            OutputRecovery recovery = result.Outputs[output];
            explained[output] = new ExplainedOutput
            {
                Name = learned.Outputs[output],
                Spectrum = recovery.Spectrum,
                Interactions = listed[output],
                Trust = Assess(
                    plan,
                    learned,
                    recovery,
                    faithfulness[output],
                    listed[output],
                    replicates?.Deviation(output)
                ) with
                {
                    DatamodelScore = Score(
                        [recovery.Spectrum],
                        plan,
                        options,
                        OutputOf(heldOut, output, outputs)
                    ),
                },
                Ends = Ends(plan.Masks, learned, output),
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
                    .Concat(ReplicatesNote(replicates, plan))
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
                    output.Interactions is { } read && read.Index == index
                        ? read
                        : InteractionValues.Compute(output.Spectrum, index, order)
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

    private static string[] ReplicatesNote(Replicates? replicates, MaskPlan plan) =>
        replicates is null
            ? []
            :
            [
                $"{replicates.Values} values were given for {plan.Masks.RowCount} masks: those of one mask are averaged, and the noise is estimated from what they differ by, with {replicates.DegreesOfFreedom} degrees of freedom.",
            ];

    private static TrustBlock Assess(
        MaskPlan plan,
        Ablations learned,
        OutputRecovery recovery,
        Faithfulness? faithfulness,
        InteractionValues values,
        double? noise
    )
    {
        TrustBlock trust = TrustBlock.Assess(
            recovery.Spectrum,
            plan.Masks.RowCount,
            faithfulness,
            recovery.CrossValidatedR2,
            values.Top(SignStability.Most)
        );
        Verdict verdict =
            plan.IsComplete ? Complete(plan, learned, noise)
            : recovery is { Interactions: not null, Sizes: { } sizes }
                ? !sizes.Reaches
                        ? Verdict.NotAsked(values.Index, plan.PartCount, sizes.Missing, sizes.Gaps)
                    : Verdict.OfValues(
                        values,
                        plan.Masks.RowCount,
                        faithfulness?.R2 ?? recovery.CrossValidatedR2
                    )
            : values.Index.WeighsAllSizes() && !recovery.IsExact ? Verdict.NotJudged(values.Index)
            : trust.Verdict;
        return trust with
        {
            Verdict =
                noise > 0
                    ? verdict with
                    {
                        Sentence = string.Create(
                            System.Globalization.CultureInfo.InvariantCulture,
                            $"{verdict.Sentence} Values of one combination differ by {noise:0.###} (standard deviation); they were averaged, and the error bars hold what noise is left."
                        ),
                    }
                    : verdict,
        };
    }

    /// <summary>What every mask says is still not the whole truth where the model gave bounds, or other values when asked again.</summary>
    private static Verdict Complete(MaskPlan plan, Ablations learned, double? noise)
    {
        int masks = plan.Masks.RowCount;
        Verdict verdict = Verdict.Complete(masks);
        return learned.Censored == 0
            ? noise > 0
                ? verdict with
                {
                    Sentence =
                        $"Complete: all {masks} combinations were evaluated, some more than once.",
                }
                : verdict
            : verdict with
            {
                Sentence =
                    $"Complete: all {masks} combinations were evaluated; for {learned.Censored} of them the model gave no number, only a bound, so that effects may be larger than shown.",
            };
    }

    /// <summary>What the function gave with all parts and without any, where the masks hold them.</summary>
    private static MeasuredEnds? Ends(MaskMatrix masks, Ablations learned, int output)
    {
        double? all = null;
        double? none = null;
        int outputs = learned.Outputs.Count;
        for (int row = 0; row < masks.RowCount; row++)
        {
            int kept = 0;
            foreach (ulong word in masks.Row(row))
            {
                kept += System.Numerics.BitOperations.PopCount(word);
            }

            if (kept == masks.PartCount)
            {
                all ??= learned.Values.Span[row * outputs + output];
            }
            else if (kept == 0)
            {
                none ??= learned.Values.Span[row * outputs + output];
            }
        }

        return all is null && none is null ? null : new MeasuredEnds(all, none);
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
