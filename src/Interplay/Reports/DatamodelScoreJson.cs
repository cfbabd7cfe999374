using System.Text.Json;
using Interplay.Interactions;
using Interplay.Interactions.Trust;

namespace Interplay.Reports;

/// <summary>Linear datamodelling scores in our JSON. Where none was measured there is no such field, as before there were any.</summary>
internal static class DatamodelScoreJson
{
    private const string Name = "datamodelScore";

    public static void Write(Utf8JsonWriter json, DatamodelScore? score)
    {
        if (score is null)
        {
            return;
        }

        json.WriteStartObject(Name);
        WriteInterval(json, "firstOrder", score.FirstOrder);
        WriteInterval(json, "whole", score.Whole);
        WriteInterval(json, "gain", score.Gain);
        json.WriteNumber("outputs", score.Outputs);
        json.WriteNumber("masks", score.Masks);
        json.WriteEndObject();
    }

    /// <summary>Reads a score; null where the field is absent.</summary>
    public static DatamodelScore? Read(JsonField parent) =>
        parent.Optional(Name) is not JsonField field
            ? null
            : new DatamodelScore(
                ReadInterval(field["firstOrder"]),
                ReadInterval(field["whole"]),
                ReadInterval(field["gain"]),
                field["outputs"].Integer(1),
                field["masks"].Integer(1)
            );

    private static void WriteInterval(Utf8JsonWriter json, string name, Interval interval)
    {
        json.WriteStartObject(name);
        json.WriteNumber("estimate", interval.Estimate);
        json.WriteNumber("low", interval.Low);
        json.WriteNumber("high", interval.High);
        json.WriteEndObject();
    }

    private static Interval ReadInterval(JsonField field) =>
        new(field["estimate"].Number(), field["low"].Number(), field["high"].Number());
}
