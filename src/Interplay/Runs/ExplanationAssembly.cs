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
        ReadOnlySpan<double> judging,
        ExplainOptions options,
        string fingerprint,
        Subject? subject,
        Replicates? replicates = null
    )
    {
        int outputs = learned.Outputs.Count;
        int masks = plan.Masks.RowCount;
        int held = outputs * (plan.HeldOut?.RowCount ?? 0);
        ReadOnlySpan<double> heldOut = judging[..held];
        ReadOnlySpan<double> near = judging[held..];
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
        for (int output = 0; output < outputs; output++)
        {
            faithfulness[output] = Measured(
                result.Outputs[output],
                plan.HeldOut,
                OutputOf(heldOut, output, outputs)
            );
        }

        result = plan.IsComplete
            ? result
            : result with
            {
                Outputs =
                [
                    .. result.Outputs.Select(
                        (recovery, output) =>
                            recovery.WithErrorsOfMeansUnlessPredictive(
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
            double[] column = OutputOf(heldOut, output, outputs);
            double[] nearColumn = OutputOf(near, output, outputs);
            double[] learnedColumn = OutputOf(
                learned.Values.Span[..(masks * outputs)],
                output,
                outputs
            );
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
                    replicates?.Deviation(output),
                    options.KeptShare
                ) with
                {
                    DatamodelScore = Score([recovery.Spectrum], plan, options, column),
                    NearWhole = NearWholeMasks.Measure(
                        plan,
                        recovery,
                        learnedColumn,
                        column,
                        nearColumn
                    ),
                },
                Ends = Ends(plan.Masks, learned, output),
                Singles = Singles(plan, learnedColumn, column, nearColumn),
            };
        }

        return new Explanation
        {
            Method = result.Method,
            Seed = options.Seed,
            Subject = subject ?? Subject.Of(Subject.Numbered(plan.PartCount)),
            Readout = options.Readout is { } readout ? new Readout(readout.Name) : null,
            Budget = plan.Budget,
            Ablations = plan.Cost,
            HeldOut = plan.HeldOut?.RowCount ?? 0,
            NearWhole = plan.NearWhole?.RowCount ?? 0,
            KeptShare = options.KeptShare,
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
                        : InteractionValues.ComputeAt(
                            output.Spectrum,
                            index,
                            order,
                            options.KeptShare
                        )
                ),
            ];
        try
        {
            return (Under(options.Index, options.Order), []);
        }
        catch (InterplayException error) when (error.Name == "expansion-too-large")
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
                replicates.Contradicted == 0
                    ? $"{replicates.Values} values were given for {plan.Masks.RowCount} masks: {replicates.DegreesOfFreedom} {(replicates.DegreesOfFreedom == 1 ? "row repeats a mask with the same values and counts" : "rows repeat masks with the same values and count")} once."
                    : string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"{replicates.Values} values were given for {plan.Masks.RowCount} masks: those of one mask are averaged. {replicates.Contradicted} masks have values that contradict each other, by up to {replicates.LargestDifference:G4}; the noise is estimated from what they differ by, with {replicates.DegreesOfFreedom} degrees of freedom."
                    ),
            ];

    private static TrustBlock Assess(
        MaskPlan plan,
        Ablations learned,
        OutputRecovery recovery,
        Faithfulness? faithfulness,
        InteractionValues values,
        double? noise,
        double keptShare
    )
    {
        TrustBlock trust = TrustBlock.Assess(
            recovery.Spectrum,
            plan.Masks.RowCount,
            faithfulness,
            recovery.CrossValidatedR2,
            values.Top(SignStability.Most),
            keptShare
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
            : values.Index.WeighsAllSizes() && !recovery.IsExact
                ? Verdict.NotJudged(values.Index, keptShare)
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

    private static Faithfulness? Measured(
        OutputRecovery recovery,
        MaskMatrix? masks,
        double[] values
    ) =>
        masks is null
            ? null
            : Faithfulness.Measure(
                recovery.Predict?.Invoke(masks) ?? recovery.Spectrum.Evaluate(masks),
                values
            );

    /// <summary>What the function gave with each part left out alone and kept alone, where it was asked, to learn from or to judge.</summary>
    private static MeasuredSingles? Singles(
        MaskPlan plan,
        double[] learned,
        double[] heldOut,
        double[] near
    )
    {
        int parts = plan.PartCount;
        if (parts < 3)
        {
            // Of two parts the one is left out where the other is kept.
            return null;
        }

        var without = new double?[parts];
        var alone = new double?[parts];
        Add(plan.Masks, learned);
        Add(plan.HeldOut, heldOut);
        Add(plan.NearWhole, near);
        return
            Array.TrueForAll(without, static value => value is null)
            && Array.TrueForAll(alone, static value => value is null)
            ? null
            : new MeasuredSingles(without, alone);

        void Add(MaskMatrix? masks, double[] values)
        {
            for (int row = 0; row < (masks?.RowCount ?? 0); row++)
            {
                ReadOnlySpan<ulong> mask = masks!.Row(row);
                int kept = Kept(mask);
                if (kept == 1)
                {
                    alone[Find(mask, parts, isKept: true)] = values[row];
                }
                else if (kept == parts - 1)
                {
                    without[Find(mask, parts, isKept: false)] = values[row];
                }
            }
        }
    }

    /// <summary>The first part that is kept, or that is not.</summary>
    private static int Find(ReadOnlySpan<ulong> mask, int parts, bool isKept)
    {
        int part = 0;
        while (part < parts && (mask[part >> 6] >> (part & 63) & 1) == 1 != isKept)
        {
            part++;
        }

        return part;
    }

    private static int Kept(ReadOnlySpan<ulong> mask)
    {
        int kept = 0;
        foreach (ulong word in mask)
        {
            kept += System.Numerics.BitOperations.PopCount(word);
        }

        return kept;
    }

    /// <summary>What the function gave with all parts and without any, where the masks hold them.</summary>
    private static MeasuredEnds? Ends(MaskMatrix masks, Ablations learned, int output)
    {
        double? all = null;
        double? none = null;
        int outputs = learned.Outputs.Count;
        for (int row = 0; row < masks.RowCount; row++)
        {
            int kept = Kept(masks.Row(row));
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
            ["budget"] = $"{plan.Budget}",
            ["heldOut"] = $"{plan.Request.HeldOut}",
            ["index"] = listed.Index.ToName(),
            ["order"] = $"{listed.Order}",
            ["seed"] = $"{options.Seed}",
            ["design"] = plan.Design.Name,
        };
        if (plan.NearWhole is not null)
        {
            request["nearWhole"] =
                $"{options.NearWholeOf(plan.Request with { Budget = plan.Budget })}";
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
