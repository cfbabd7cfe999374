using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Lenses;
using Interplay.Masks;
using Interplay.Reports.Subjects;

namespace Interplay.Reports;

/// <summary>Writes version 1 of our JSON. The order of the fields is part of the format.</summary>
internal static class ExplanationWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        // Letters of every script stay readable; what HTML cares about is still escaped.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    public static void Write(Explanation explanation, Stream target)
    {
        using var json = new Utf8JsonWriter(target, Options);
        json.WriteStartObject();
        json.WriteString("schema", ExplanationJson.Schema);
        json.WriteNumber("version", ExplanationJson.Version);
        json.WriteString("method", explanation.Method);
        json.WriteNumber("seed", explanation.Seed);
        json.WriteNumber("partCount", explanation.PartCount);
        WriteParts(json, explanation);
        WriteStrings(json, "outputs", explanation.Outputs.Select(static output => output.Name));
        json.WriteNumber("budget", explanation.Budget);
        json.WriteNumber("ablations", explanation.Ablations);
        json.WriteNumber("heldOut", explanation.HeldOut);
        json.WriteString("index", explanation.Index.ToName());
        json.WriteNumber("order", explanation.Order);
        WriteEach(json, "spectra", explanation.Outputs, WriteSpectrum);
        WriteEach(json, "interactions", explanation.Outputs, WriteInteractions);
        WriteEach(json, "faithfulness", explanation.Outputs, WriteFaithfulness);
        WriteEach(json, "trust", explanation.Outputs, WriteTrust);
        EndsJson.Write(json, explanation);
        LayerEnergyJson.Write(json, explanation);
        DatamodelScoreJson.Write(json, explanation.DatamodelScore);
        FindingsJson.Write(json, explanation);
        PruningJson.Write(json, explanation);
        RoundsJson.Write(json, explanation);
        WriteStrings(json, "notes", explanation.Notes);
        WriteTimings(json, explanation.Timings);
        WriteManifest(json, explanation);
        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, Explanation explanation)
    {
        json.WriteString("input", explanation.Input);
        json.WriteStartArray("parts");
        foreach (Part part in explanation.Parts)
        {
            json.WriteStartObject();
            json.WriteNumber("index", part.Index);
            json.WriteString("text", part.Text);
            if (part.Name is { } name)
            {
                json.WriteString("name", name);
            }

            PartPlaceJson.Write(json, part.Place);
            if (part is { Start: int start, Length: int length })
            {
                json.WriteStartArray("span");
                json.WriteNumberValue(start);
                json.WriteNumberValue(start + length);
                json.WriteEndArray();
            }
            else
            {
                json.WriteNull("span");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEach(
        Utf8JsonWriter json,
        string name,
        IReadOnlyList<ExplainedOutput> outputs,
        Action<Utf8JsonWriter, ExplainedOutput> write
    )
    {
        json.WriteStartArray(name);
        foreach (ExplainedOutput output in outputs)
        {
            json.WriteStartObject();
            json.WriteString("output", output.Name);
            write(json, output);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSpectrum(Utf8JsonWriter json, ExplainedOutput output)
    {
        json.WriteStartArray("terms");
        foreach (SpectrumTerm term in output.Spectrum.Terms)
        {
            json.WriteStartObject();
            WriteSet(json, term.Parts);
            json.WriteNumber("coefficient", term.Coefficient);
            json.WriteNumberOrNull("standardError", term.StandardError);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteInteractions(Utf8JsonWriter json, ExplainedOutput output)
    {
        InteractionValues values = output.Interactions;
        json.WriteString("index", values.Index.ToName());
        json.WriteNumber("order", values.Order);
        json.WriteNumber("baseline", values.Baseline);
        json.WriteStartArray("values");
        foreach (Interaction interaction in values.Interactions)
        {
            json.WriteStartObject();
            WriteSet(json, interaction.Parts);
            json.WriteNumber("strength", interaction.Strength);
            json.WriteNumberOrNull("standardError", interaction.StandardError);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFaithfulness(Utf8JsonWriter json, ExplainedOutput output)
    {
        WriteInterval(json, output.Trust.HeldOutR2);
        json.WriteNumberOrNull("nmse", output.Trust.HeldOutNmse);
        json.WriteNumber("heldOut", output.Trust.HeldOutCount);
    }

    private static void WriteTrust(Utf8JsonWriter json, ExplainedOutput output)
    {
        TrustBlock trust = output.Trust;
        json.WriteStartObject("crossValidated");
        WriteInterval(json, trust.CrossValidatedR2);
        json.WriteEndObject();
        DatamodelScoreJson.Write(json, trust.DatamodelScore);
        json.WriteStartArray("signs");
        foreach (SignStability sign in trust.SignStability)
        {
            json.WriteStartObject();
            WriteSet(json, sign.Parts);
            json.WriteNumberOrNull("probability", sign.Probability);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("verdict");
        json.WriteString("kind", VerdictNames.ToName(trust.Verdict.Kind));
        json.WriteNumberOrNull("moreAblations", trust.Verdict.MoreAblations);
        json.WriteString("sentence", trust.Verdict.Sentence);
        json.WriteEndObject();
    }

    private static void WriteTimings(Utf8JsonWriter json, Timings? timings)
    {
        json.WriteStartObject("timings");
        json.WriteNumberOrNull("planSeconds", timings?.PlanSeconds);
        json.WriteNumberOrNull("evaluateSeconds", timings?.EvaluateSeconds);
        json.WriteNumberOrNull("recoverSeconds", timings?.RecoverSeconds);
        if (timings?.RoundSeconds is { Count: > 0 } rounds)
        {
            json.WriteStartArray("roundSeconds");
            foreach (double seconds in rounds)
            {
                json.WriteNumberValue(seconds);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteManifest(Utf8JsonWriter json, Explanation explanation)
    {
        Manifest manifest = explanation.Manifest;
        Dictionary<string, string> request = SubjectEntries.Of(explanation.Subject);
        if (explanation.Readout is { } readout)
        {
            request["readout"] = readout.Name;
        }

        // What a file of before says in other words stays as it was.
        foreach ((string name, string value) in manifest.Request)
        {
            request[name] = value;
        }

        json.WriteStartObject("manifest");
        json.WriteString("toolVersion", manifest.ToolVersion);
        json.WriteString("fingerprint", manifest.Fingerprint);
        json.WriteStartObject("request");
        foreach (
            (string name, string value) in request.OrderBy(
                static option => option.Key,
                StringComparer.Ordinal
            )
        )
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInterval(Utf8JsonWriter json, Interval? interval)
    {
        json.WriteNumberOrNull("r2", interval?.Estimate);
        json.WriteNumberOrNull("low", interval?.Low);
        json.WriteNumberOrNull("high", interval?.High);
    }

    private static void WriteSet(Utf8JsonWriter json, PartSet parts)
    {
        json.WriteStartArray("parts");
        foreach (int part in parts.Parts)
        {
            json.WriteNumberValue(part);
        }

        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
