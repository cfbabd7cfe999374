using System.Data.Common;

namespace Interplay.Storage.Stored;

/// <summary>What a journal holds, summed up by the database.</summary>
internal static class StoredSummary
{
    /// <summary>The columns that <see cref="Read"/> expects, over subjects <c>s</c> and their ablations <c>a</c>, before that of the damaged ones.</summary>
    public const string Columns = """
        s.id, s.fingerprint, s.part_count, s.outputs, s.description, s.tool_version, s.created_us, s.disagreements, s.checksum,
        count(CASE WHEN a.repeat = 0 THEN 1 END), CAST(coalesce(sum(a.calls), 0) AS bigint),
        CAST(coalesce(sum(a.input_tokens), 0) AS bigint), CAST(coalesce(sum(a.output_tokens), 0) AS bigint),
        CAST(coalesce(sum(a.duration_us), 0) AS bigint), min(a.written_us), max(a.written_us), count(a.mask),
        CAST(coalesce(sum(a.is_unchecked), 0) AS bigint)
        """;

    /// <summary>Reads a row of these, the number of damaged rows and the mask of one.</summary>
    /// <exception cref="InterplayException"><c>journal-malformed</c>.</exception>
    public static JournalSummary Read(DbDataReader row, bool isChecked, string location)
    {
        StoredSubject subject = StoredSubject.Read(row, isChecked, location);
        long damaged = row.GetInt64(18);
        if (damaged > 0)
        {
            string mask = row.GetString(19);
            throw JournalFault.DamagedRows(
                location,
                subject.Subject.Fingerprint,
                damaged,
                MaskBytes.Read(Convert.FromHexString(mask), subject.PartCount)?.ToString() ?? mask
            );
        }

        return new()
        {
            Subject = subject.Subject,
            Description = row.IsDBNull(4) ? null : row.GetString(4),
            ToolVersion = row.GetString(5),
            Created = Moment.Date(row.GetInt64(6)),
            Disagreements = row.GetInt64(7),
            Ablations = row.GetInt64(9),
            Calls = row.GetInt64(10),
            InputTokens = row.GetInt64(11),
            OutputTokens = row.GetInt64(12),
            Duration = Moment.Duration(row.GetInt64(13)),
            First = row.IsDBNull(14) ? null : Moment.Date(row.GetInt64(14)),
            Last = row.IsDBNull(15) ? null : Moment.Date(row.GetInt64(15)),
            Repeats = row.GetInt64(16) - row.GetInt64(9),
            Unchecked = row.GetInt64(17),
        };
    }
}
