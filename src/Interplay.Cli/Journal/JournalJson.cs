using System.Text.Json;
using Interplay.Cli.Terminal;
using Interplay.Storage.Stored;

namespace Interplay.Cli.Journal;

/// <summary>What a journal holds, as JSON.</summary>
internal static class JournalJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    public static Task WriteListAsync(
        string location,
        IReadOnlyList<JournalSummary> all,
        string path
    ) =>
        WriteAsync(
            path,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "interplay/journal");
                json.WriteNumber("version", 1);
                json.WriteString("journal", location);
                json.WriteStartArray("subjects");
                foreach (JournalSummary summary in all)
                {
                    json.WriteStartObject();
                    Write(json, summary);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }
        );

    public static Task WriteAsync(JournalSummary summary, string path) =>
        WriteAsync(
            path,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("schema", "interplay/journal-subject");
                json.WriteNumber("version", 1);
                Write(json, summary);
                json.WriteEndObject();
            }
        );

    private static void Write(Utf8JsonWriter json, JournalSummary summary)
    {
        json.WriteString("fingerprint", summary.Subject.Fingerprint);
        json.WriteString("description", summary.Description);
        json.WriteNumber("partCount", summary.Subject.PartCount);
        json.WriteStartArray("outputs");
        foreach (string output in summary.Subject.Outputs)
        {
            json.WriteStringValue(output);
        }

        json.WriteEndArray();
        json.WriteNumber("ablations", summary.Ablations);
        json.WriteNumber("calls", summary.Calls);
        json.WriteNumber("inputTokens", summary.InputTokens);
        json.WriteNumber("outputTokens", summary.OutputTokens);
        json.WriteNumber("seconds", summary.Duration.TotalSeconds);
        json.WriteNumber("disagreements", summary.Disagreements);
        json.WriteString("toolVersion", summary.ToolVersion);
        json.WriteString("created", summary.Created);
        WriteTime(json, "first", summary.First);
        WriteTime(json, "last", summary.Last);
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is DateTimeOffset known)
        {
            json.WriteString(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static Task WriteAsync(string path, Action<Utf8JsonWriter> write) =>
        TargetFile.WriteAsync(
            path,
            async target =>
            {
                await using var json = new Utf8JsonWriter(target, Indented);
                write(json);
                await json.FlushAsync();
                target.WriteByte((byte)'\n');
            }
        );
}
