using System.Text.Json;
using Interplay.Training.Findings;

namespace Interplay.Cli.Explain.Data;

/// <summary>An audit of training rows as JSON (docs/data.md): all parts in their order, and the measured pairs.</summary>
internal static class AuditJson
{
    public static void Write(DataAudit audit, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("format", "interplay-audit");
        json.WriteNumber("version", 1);
        json.WriteString("subject", audit.Subject);
        json.WriteString("trainer", audit.Trainer);
        json.WriteString("unit", audit.Unit);
        json.WriteNumber("seed", audit.Request.Seed);
        json.WriteNumber("retrainings", audit.Audit.Retrainings);
        json.WriteStartArray("rows");
        foreach (AuditedRow row in audit.Audit.Rows)
        {
            json.WriteStartObject();
            json.WriteNumber("part", row.Part);
            json.WriteString("name", audit.Parts[row.Part].Text);
            json.WriteNumber("labelFit", row.LabelFit);
            json.WriteNumber("leftOutMargin", row.LeftOutMargin);
            json.WriteNumber("leftOutError", row.LeftOutError);
            json.WriteNumber("effect", row.Effect);
            json.WriteNumber("effectError", row.EffectError);
            json.WriteBoolean("contradictedLabel", row.ContradictedLabel);
            json.WriteBoolean("probablyMislabelled", row.IsProbablyMislabelled);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("harmful");
        foreach (AuditedRow row in audit.Audit.Harmful(audit.Parts.Count))
        {
            json.WriteNumberValue(row.Part);
        }

        json.WriteEndArray();
        json.WriteStartArray("pairs");
        foreach (RowPair pair in audit.Audit.Pairs)
        {
            json.WriteStartObject();
            json.WriteNumber("first", pair.First);
            json.WriteNumber("second", pair.Second);
            json.WriteNumber("similarity", pair.Similarity);
            json.WriteNumber("interaction", pair.Interaction);
            json.WriteNumber("standardError", pair.StandardError);
            json.WriteBoolean("redundant", pair.IsRedundant);
            json.WriteBoolean("interchangeable", pair.IsInterchangeable);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
