using System.Data.Common;

namespace Interplay.Storage.Stored;

/// <summary>What a journal holds, summed up by the database.</summary>
internal static class StoredSummary
{
    /// <summary>The columns that <see cref="Read"/> expects, over subjects <c>s</c> and their ablations <c>a</c>.</summary>
    public const string Columns = """
        s.id, s.fingerprint, s.part_count, s.outputs, s.description, s.tool_version, s.created_us, s.disagreements,
        count(a.mask), CAST(coalesce(sum(a.calls), 0) AS bigint), CAST(coalesce(sum(a.input_tokens), 0) AS bigint),
        CAST(coalesce(sum(a.output_tokens), 0) AS bigint), CAST(coalesce(sum(a.duration_us), 0) AS bigint),
        min(a.written_us), max(a.written_us)
        """;

    /// <exception cref="InterplayException"><c>journal-malformed</c>.</exception>
    public static JournalSummary Read(DbDataReader row, string location) =>
        new()
        {
            Subject = StoredSubject.Read(row, location).Subject,
            Description = row.IsDBNull(4) ? null : row.GetString(4),
            ToolVersion = row.GetString(5),
            Created = Moment.Date(row.GetInt64(6)),
            Disagreements = row.GetInt64(7),
            Ablations = row.GetInt64(8),
            Calls = row.GetInt64(9),
            InputTokens = row.GetInt64(10),
            OutputTokens = row.GetInt64(11),
            Duration = Moment.Duration(row.GetInt64(12)),
            First = row.IsDBNull(13) ? null : Moment.Date(row.GetInt64(13)),
            Last = row.IsDBNull(14) ? null : Moment.Date(row.GetInt64(14)),
        };
}
