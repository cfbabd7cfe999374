using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Interplay.Storage.Stored;

namespace Interplay.Storage;

/// <summary>What a journal holds, as JSON.</summary>
public static partial class JournalJson
{
    /// <summary>Writes the value functions of a journal.</summary>
    /// <param name="location">Where the journal is, without passwords: <see cref="IDurableJournal.Location"/>.</param>
    /// <param name="all">What it holds.</param>
    /// <param name="target">Receives the JSON, UTF-8.</param>
    public static Task WriteAsync(
        string location,
        IEnumerable<JournalSummary> all,
        Stream target
    ) =>
        WriteAsync(
            new Listing(location, all.Select(static summary => new Entry(summary))),
            EntryJson.Default.Listing,
            target
        );

    /// <summary>Writes one value function.</summary>
    /// <param name="summary">What the journal holds of it.</param>
    /// <param name="target">Receives the JSON, UTF-8.</param>
    public static Task WriteAsync(JournalSummary summary, Stream target) =>
        WriteAsync(
            new Entry(summary) { Schema = "interplay/journal-subject", Version = 1 },
            EntryJson.Default.Entry,
            target
        );

    private static async Task WriteAsync<T>(T value, JsonTypeInfo<T> type, Stream target)
    {
        await JsonSerializer.SerializeAsync(target, value, type);
        target.WriteByte((byte)'\n');
    }

    internal sealed class Listing(string journal, IEnumerable<Entry> subjects)
    {
        public string Schema { get; } = "interplay/journal";
        public int Version { get; } = 1;
        public string Journal => journal;
        public IEnumerable<Entry> Subjects => subjects;
    }

    internal sealed class Entry(JournalSummary summary)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Schema { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? Version { get; init; }

        public string Fingerprint => summary.Subject.Fingerprint;
        public string? Description => summary.Description;
        public int PartCount => summary.Subject.PartCount;
        public IReadOnlyList<string> Outputs => summary.Subject.Outputs;
        public long Ablations => summary.Ablations;
        public long Repeats => summary.Repeats;
        public long Unchecked => summary.Unchecked;
        public long Calls => summary.Calls;
        public long InputTokens => summary.InputTokens;
        public long OutputTokens => summary.OutputTokens;
        public double Seconds => summary.Duration.TotalSeconds;
        public long Disagreements => summary.Disagreements;
        public string ToolVersion => summary.ToolVersion;
        public DateTimeOffset Created => summary.Created;
        public DateTimeOffset? First => summary.First;
        public DateTimeOffset? Last => summary.Last;
    }

    [JsonSourceGenerationOptions(
        GenerationMode = JsonSourceGenerationMode.Metadata,
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        NewLine = "\n",
        WriteIndented = true
    )]
    [JsonSerializable(typeof(Listing))]
    private sealed partial class EntryJson : JsonSerializerContext;
}
