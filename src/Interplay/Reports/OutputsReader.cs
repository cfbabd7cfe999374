using System.Text.Json;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;

namespace Interplay.Reports;

/// <summary>Reads what our JSON says of each output, which it has in several arrays.</summary>
internal static class OutputsReader
{
    public static ExplainedOutput[] Read(JsonField root, int partCount)
    {
        string[] names = [.. root["outputs"].Items().Select(static name => name.Text())];
        List<JsonField> spectra = root["spectra"].ItemsOf(names);
        List<JsonField> interactions = root["interactions"].ItemsOf(names);
        List<JsonField> faithfulness = root["faithfulness"].ItemsOf(names);
        List<JsonField> trust = root["trust"].ItemsOf(names);
        List<JsonField>? ends = root.Optional("ends")?.ItemsOf(names);
        List<JsonField>? singles = root.Optional("singles")?.ItemsOf(names);
        var outputs = new ExplainedOutput[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            outputs[i] = new ExplainedOutput
            {
                Name = names[i],
                Spectrum = ReadSpectrum(spectra[i], partCount),
                Interactions = ReadInteractions(interactions[i], partCount),
                Trust = ReadTrust(faithfulness[i], trust[i], partCount),
                Ends = ReadEnds(ends?[i]),
                Singles = ReadSingles(singles?[i], partCount),
            };
        }

        return outputs;
    }

    private static Spectrum ReadSpectrum(JsonField field, int partCount)
    {
        JsonField terms = field["terms"];
        return Build(
            terms,
            () =>
                new Spectrum(
                    partCount,
                    terms
                        .Items()
                        .Select(term => new SpectrumTerm(
                            term["parts"].Parts(partCount),
                            term["coefficient"].Number(),
                            term["standardError"].NotNegativeOrNull()
                        ))
                )
        );
    }

    private static InteractionValues ReadInteractions(JsonField field, int partCount)
    {
        JsonField values = field["values"];
        return Build(
            values,
            () =>
                new InteractionValues(
                    partCount,
                    Index(field["index"]),
                    field["order"].Integer(1),
                    field["baseline"].Number(),
                    values
                        .Items()
                        .Select(value => new Interaction(
                            value["parts"].Parts(partCount),
                            value["strength"].Number(),
                            value["standardError"].NotNegativeOrNull()
                        ))
                )
        );
    }

    /// <summary>What the types themselves refuse (a set given twice) is malformed data here.</summary>
    private static T Build<T>(JsonField field, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException e)
        {
            throw field.Error($"is refused: {e.Message}", e);
        }
    }

    private static TrustBlock ReadTrust(JsonField faithfulness, JsonField trust, int partCount)
    {
        JsonField verdict = trust["verdict"];
        JsonField more = verdict["moreAblations"];
        return new TrustBlock
        {
            HeldOutR2 = R2(faithfulness),
            HeldOutNmse = faithfulness["nmse"].NotNegativeOrNull(),
            HeldOutCount = faithfulness["heldOut"].Integer(),
            CrossValidatedR2 = R2(trust["crossValidated"]),
            NearWhole = trust.Optional("nearWhole") is JsonField near
                ? new NearWholeFaithfulness(
                    new Faithfulness
                    {
                        R2 = R2(near),
                        Nmse = near["nmse"].NotNegativeOrNull(),
                        Count = near["masks"].Integer(),
                    },
                    near["leastMissing"].Integer(1),
                    near["mostMissing"].Integer(1)
                )
                : null,
            DatamodelScore = Score(trust),
            SignStability =
            [
                .. trust["signs"]
                    .Items()
                    .Select(sign => new SignStability(
                        sign["parts"].Parts(partCount),
                        sign["probability"].NotNegativeOrNull()
                    )),
            ],
            Verdict = new Verdict(
                verdict["kind"].OneOf<VerdictKind>(JsonNamingPolicy.KebabCaseLower),
                more.IsNull ? null : more.Integer(),
                verdict["sentence"].Text()
            ),
        };
    }

    /// <summary>An R2 with its interval; null where it was not measured.</summary>
    public static Interval? R2(JsonField field) =>
        field["r2"].IsNull
            ? null
            : new Interval(field["r2"].Number(), field["low"].Number(), field["high"].Number());

    /// <summary>A linear datamodelling score; null where the field is absent.</summary>
    public static DatamodelScore? Score(JsonField parent) =>
        parent.Optional("datamodelScore") is not JsonField field
            ? null
            : new DatamodelScore(
                Estimate(field["firstOrder"]),
                Estimate(field["whole"]),
                Estimate(field["gain"]),
                field["outputs"].Integer(1),
                field["masks"].Integer(1)
            );

    private static Interval Estimate(JsonField field) =>
        new(field["estimate"].Number(), field["low"].Number(), field["high"].Number());

    private static MeasuredEnds? ReadEnds(JsonField? ends) =>
        ends is null ? null
        : new MeasuredEnds(ends["all"].NumberOrNull(), ends["none"].NumberOrNull())
            is var read
                and not { All: null, None: null }
            ? read
        : null;

    private static MeasuredSingles? ReadSingles(JsonField? singles, int partCount) =>
        singles is null || singles["without"].IsNull
            ? null
            : new MeasuredSingles(
                Values(singles["without"], partCount),
                Values(singles["alone"], partCount)
            );

    private static double?[] Values(JsonField field, int partCount)
    {
        double?[] values = [.. field.Items().Select(static value => value.NumberOrNull())];
        return values.Length == partCount
            ? values
            : throw field.Error($"must hold {partCount} values (partCount); found {values.Length}");
    }

    public static InteractionIndex Index(JsonField field)
    {
        string name = field.Text();
        try
        {
            return InteractionIndexNames.Parse(name);
        }
        catch (InterplayException e)
        {
            throw field.Error($"names no known index. {e.Message}", e);
        }
    }
}
