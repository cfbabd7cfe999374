using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Lenses;
using Interplay.Reports.Subjects;

namespace Interplay.Reports;

/// <summary>Reads version 1 of our JSON. Nothing in the file is trusted: each complaint names the field.</summary>
internal static class ExplanationReader
{
    public const string Malformed = "explanation-malformed";

    public static Explanation Read(ReadOnlyMemory<byte> utf8)
    {
        JsonField root = JsonField.Parse(utf8, Malformed);
        string schema = root["schema"].Text();
        if (schema != ExplanationJson.Schema)
        {
            throw root["schema"].Error($"must be '{ExplanationJson.Schema}'; found '{schema}'");
        }

        int version = root["version"].Integer();
        if (version != ExplanationJson.Version)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "explanation-version-unknown",
                $"The explanation has version {version}; this program reads version {ExplanationJson.Version}."
            );
        }

        int partCount = root["partCount"].Integer(1);
        string? input = root["input"] is { IsNull: false } text ? text.Text() : null;
        Part[] parts = ReadParts(root["parts"], partCount, input);
        ExplainedOutput[] outputs = ReadOutputs(root, partCount);
        Manifest manifest = ReadManifest(root["manifest"]);
        Subject subject = SubjectEntries.Read(manifest.Request, manifest.Fingerprint, parts, input);
        Dictionary<string, string> said = SubjectEntries.Of(subject);
        return new Explanation
        {
            Method = root["method"].Text(),
            Seed = root["seed"].UnsignedLong(),
            Subject = subject,
            Readout = manifest.Request.TryGetValue("readout", out string? readout)
                ? new Readout(readout)
                : null,
            Budget = root["budget"].Integer(),
            Ablations = root["ablations"].Integer(),
            HeldOut = root["heldOut"].Integer(),
            Index = ReadIndex(root["index"]),
            Order = root["order"].Integer(1),
            Outputs = outputs,
            DatamodelScore = DatamodelScoreJson.Read(root),
            Findings = FindingsJson.Read(root, partCount, outputs),
            Pruning = PruningJson.Read(root, partCount, outputs),
            Rounds = RoundsJson.Read(root, outputs),
            Notes = [.. root["notes"].Items().Select(static note => note.Text())],
            Timings = ReadTimings(root["timings"]),
            Manifest = manifest with
            {
                Request = manifest
                    .Request.Where(entry => entry.Key != "readout" && !said.Contains(entry))
                    .ToDictionary(StringComparer.Ordinal),
            },
        };
    }

    private static Part[] ReadParts(JsonField field, int partCount, string? input)
    {
        List<JsonField> items = field.Items();
        if (items.Count != partCount)
        {
            throw field.Error($"must hold {partCount} parts (partCount); found {items.Count}");
        }

        var parts = new Part[partCount];
        for (int i = 0; i < partCount; i++)
        {
            if (items[i]["index"].Integer() != i)
            {
                throw items[i]["index"].Error($"must be {i}");
            }

            string text = items[i]["text"].Text();
            string? name = items[i].Optional("name")?.Text();
            PartPlace? place = PartPlaceJson.Read(items[i]);
            JsonField span = items[i]["span"];
            if (span.IsNull)
            {
                parts[i] = new Part(i, text) { Name = name, Place = place };
                continue;
            }

            List<JsonField> ends = span.Items();
            int start = ends.Count == 2 ? ends[0].Integer() : 0;
            int end = ends.Count == 2 ? ends[1].Integer() : -1;
            if (end < start || end > (input?.Length ?? int.MaxValue))
            {
                throw span.Error("must be [start, end] within the input");
            }

            parts[i] = new Part(i, text, start, end - start) { Name = name, Place = place };
        }

        return parts;
    }

    private static ExplainedOutput[] ReadOutputs(JsonField root, int partCount)
    {
        string[] names = [.. root["outputs"].Items().Select(static name => name.Text())];
        List<JsonField> spectra = Aligned(root["spectra"], names);
        List<JsonField> interactions = Aligned(root["interactions"], names);
        List<JsonField> faithfulness = Aligned(root["faithfulness"], names);
        List<JsonField> trust = Aligned(root["trust"], names);
        MeasuredEnds?[] ends = EndsJson.Read(root, field => Aligned(field, names), names.Length);
        var outputs = new ExplainedOutput[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            outputs[i] = new ExplainedOutput
            {
                Name = names[i],
                Spectrum = ReadSpectrum(spectra[i], partCount),
                Interactions = ReadInteractions(interactions[i], partCount),
                Trust = ReadTrust(faithfulness[i], trust[i], partCount),
                Ends = ends[i],
            };
        }

        return outputs;
    }

    /// <summary>The items of an array that must have one entry an output, in the order of the outputs.</summary>
    private static List<JsonField> Aligned(JsonField field, string[] outputs)
    {
        List<JsonField> items = field.Items();
        if (items.Count != outputs.Length)
        {
            throw field.Error(
                $"must have {outputs.Length} entries, one an output; found {items.Count}"
            );
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            if (items[i]["output"].Text() != outputs[i])
            {
                throw items[i]["output"].Error($"must be '{outputs[i]}', as in outputs");
            }
        }

        return items;
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
                    ReadIndex(field["index"]),
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
            HeldOutR2 = ReadInterval(faithfulness),
            HeldOutNmse = faithfulness["nmse"].NotNegativeOrNull(),
            HeldOutCount = faithfulness["heldOut"].Integer(),
            CrossValidatedR2 = ReadInterval(trust["crossValidated"]),
            DatamodelScore = DatamodelScoreJson.Read(trust),
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
                VerdictNames.Read(verdict["kind"]),
                more.IsNull ? null : more.Integer(),
                verdict["sentence"].Text()
            ),
        };
    }

    private static Interval? ReadInterval(JsonField field) =>
        field["r2"].IsNull
            ? null
            : new Interval(field["r2"].Number(), field["low"].Number(), field["high"].Number());

    private static Timings? ReadTimings(JsonField field) =>
        field["planSeconds"].IsNull
            ? null
            : new Timings(
                field["planSeconds"].Number(),
                field["evaluateSeconds"].Number(),
                field["recoverSeconds"].Number()
            )
            {
                RoundSeconds = field.Optional("roundSeconds") is JsonField rounds
                    ? [.. rounds.Items().Select(static seconds => seconds.Number())]
                    : [],
            };

    private static Manifest ReadManifest(JsonField field)
    {
        var request = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, JsonField value) in field["request"].Fields())
        {
            if (!request.TryAdd(name, value.Text()))
            {
                throw value.Error("is given twice");
            }
        }

        return new Manifest
        {
            ToolVersion = field["toolVersion"].Text(),
            Fingerprint = field["fingerprint"].Text(),
            Request = request,
        };
    }

    private static InteractionIndex ReadIndex(JsonField field)
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
