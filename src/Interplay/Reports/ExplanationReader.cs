using System.Text.Json;
using Interplay.Interactions.Trust;
using Interplay.Lenses;
using Interplay.Reports.Subjects;

namespace Interplay.Reports;

/// <summary>Reads version 1 of our JSON. Nothing in the file is trusted: each complaint names the field.</summary>
internal static class ExplanationReader
{
    public const string Malformed = "explanation-malformed";

    /// <summary>Far more than models have; what is told by layer has an entry for each.</summary>
    private const int LastLayer = 9_999;

    public static Explanation Read(ReadOnlyMemory<byte> utf8) =>
        Read(JsonField.Parse(utf8, Malformed));

    public static Explanation Read(JsonField root)
    {
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
        ExplainedOutput[] outputs = OutputsReader.Read(root, partCount);
        Manifest manifest = ReadManifest(root["manifest"]);
        Subject subject = SubjectEntries.Read(manifest.Request, manifest.Fingerprint, parts, input);
        Dictionary<string, string> said = SubjectEntries.Of(subject);
        double keptShare = SubjectEntries.KeptShare(manifest.Request);
        if (SubjectEntries.KeptShareEntry(subject, keptShare) is { } entry)
        {
            said[SubjectEntries.KeptShareName] = entry;
        }

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
            NearWhole = root.Optional("nearWhole")?.Integer() ?? 0,
            KeptShare = keptShare,
            Index = OutputsReader.Index(root["index"]),
            Order = root["order"].Integer(1),
            Outputs = outputs,
            DatamodelScore = OutputsReader.Score(root),
            Findings =
            [
                .. Items(root, "findings")
                    .Select(finding => ReadFinding(finding, partCount, outputs)),
            ],
            Pruning = root.Optional("pruning") is { } pruning
                ? PruningReader.Read(pruning, partCount, outputs)
                : null,
            Rounds = [.. Items(root, "rounds").Select(round => ReadRound(round, outputs))],
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
            PartPlace? place = items[i].Optional("place") is { } at ? ReadPlace(at) : null;
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

    private static PartPlace ReadPlace(JsonField place)
    {
        int layer = place["layer"].Integer();
        return layer <= LastLayer
            ? new PartPlace(
                layer,
                place["kind"].Text(),
                place["index"].Integer(),
                place.Optional("token")?.Integer()
            )
            : throw place["layer"].Error($"must be a layer up to {LastLayer}; found {layer}");
    }

    /// <summary>The items of a field that came later: none where it is absent.</summary>
    private static List<JsonField> Items(JsonField root, string name) =>
        root.Optional(name)?.Items() ?? [];

    private static Finding ReadFinding(
        JsonField finding,
        int partCount,
        IReadOnlyList<ExplainedOutput> outputs
    ) =>
        new(
            finding["kind"].OneOf<FindingKind>(JsonNamingPolicy.CamelCase),
            finding["output"].IsNull ? null : finding["output"].OutputOf(outputs),
            finding["parts"].Parts(partCount),
            finding["strength"].NumberOrNull(),
            finding["standardError"].NotNegativeOrNull()
        );

    private static Round ReadRound(JsonField round, IReadOnlyList<ExplainedOutput> outputs) =>
        new()
        {
            Learned = round["learned"].Integer(1),
            Ablations = round["ablations"].Integer(1),
            Scores =
            [
                .. round["scores"]
                    .ItemsOf([.. outputs.Select(static output => output.Name)])
                    .Select(static score => new RoundScore(
                        OutputsReader.R2(score),
                        score["nextPoint"] is { IsNull: false } price
                            ? new PointPrice(
                                Count(price["ablations"]),
                                Count(price["low"]),
                                Count(price["high"])
                            )
                            : null
                    )),
            ],
        };

    private static int? Count(JsonField field) => field.IsNull ? null : field.Integer(1);

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
}
