using Interplay.Storage.Stored;
using Interplay.ValueFunctions;
using Microsoft.Data.Sqlite;

namespace Interplay.Storage.Sqlite;

/// <summary>Statements about the value functions of a journal file.</summary>
internal static class SqliteSubjects
{
    public static StoredSubject? Find(
        SqliteConnection connection,
        string fingerprint,
        string location
    )
    {
        SqliteTables tables = SqliteTables.Of(connection);
        using SqliteCommand command = SqliteStatement.Of(
            connection,
            $"SELECT {StoredSubject.Columns} FROM {tables.Subjects} WHERE fingerprint = $fingerprint",
            ("$fingerprint", fingerprint)
        );
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read() ? StoredSubject.Read(row, tables.IsChecked, location) : null;
    }

    public static StoredSubject Add(
        SqliteConnection connection,
        JournalSubject subject,
        string? description,
        long now,
        string location
    )
    {
        using SqliteCommand command = SqliteStatement.Of(
            connection,
            $"""
            INSERT INTO subjects (fingerprint, part_count, outputs, description, tool_version, created_us, checksum)
            VALUES ($fingerprint, $parts, $outputs, $description, $version, $now, x'') RETURNING id
            """,
            ("$fingerprint", subject.Fingerprint),
            ("$parts", subject.PartCount),
            ("$outputs", OutputNames.ToJson(subject.Outputs)),
            ("$description", (object?)description ?? DBNull.Value),
            ("$version", StoredSubject.ToolVersion),
            ("$now", now)
        );
        // Worked out from what was stored: text that is no Unicode is stored with replacements.
        Sum(connection, (long)command.ExecuteScalar()!);
        return Find(connection, subject.Fingerprint, location)
            ?? throw JournalFault.Malformed(location, "a value function was not kept.");
    }

    public static bool Describe(
        SqliteConnection connection,
        string fingerprint,
        string description,
        string location
    )
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        if (Find(connection, fingerprint, location) is not { } subject)
        {
            return false;
        }

        SqliteSchema.Upgrade(connection);
        Execute(
            connection,
            "UPDATE subjects SET description = $description WHERE id = $subject",
            ("$subject", subject.Id),
            ("$description", description)
        );
        Sum(connection, subject.Id);
        transaction.Commit();
        return true;
    }

    public static void CountDisagreements(SqliteConnection connection, long subject, int number)
    {
        Execute(
            connection,
            "UPDATE subjects SET disagreements = disagreements + $number WHERE id = $subject",
            ("$subject", subject),
            ("$number", number)
        );
        Sum(connection, subject);
    }

    /// <summary>Gives a value function the checksum of what is known of it now.</summary>
    private static void Sum(SqliteConnection connection, long subject) =>
        Execute(
            connection,
            $"UPDATE subjects SET checksum = {SqliteChecksum.OfSubject("subjects")} WHERE id = $subject",
            ("$subject", subject)
        );

    /// <summary>Deletes a subject; its ablations go with it.</summary>
    public static bool Delete(SqliteConnection connection, string fingerprint) =>
        Execute(
            connection,
            "DELETE FROM subjects WHERE fingerprint = $fingerprint",
            ("$fingerprint", fingerprint)
        ) > 0;

    public static IReadOnlyList<string> Fingerprints(SqliteConnection connection, string prefix)
    {
        using SqliteCommand command = SqliteStatement.Of(
            connection,
            "SELECT fingerprint FROM subjects WHERE substr(fingerprint, 1, length($prefix)) = $prefix ORDER BY fingerprint",
            ("$prefix", prefix)
        );
        using SqliteDataReader row = command.ExecuteReader();
        var found = new List<string>();
        while (row.Read())
        {
            found.Add(row.GetString(0));
        }

        return found;
    }

    /// <summary>The summary of one fingerprint, or of all where it is null.</summary>
    public static IReadOnlyList<JournalSummary> Summaries(
        SqliteConnection connection,
        string? fingerprint,
        string location
    )
    {
        SqliteTables tables = SqliteTables.Of(connection);
        using SqliteCommand command = SqliteStatement.Of(
            connection,
            $"""
            SELECT {StoredSummary.Columns}, {tables.Damaged}
            FROM {tables.Subjects} s LEFT JOIN {tables.Ablations} a ON a.subject = s.id
            WHERE $fingerprint IS NULL OR s.fingerprint = $fingerprint
            GROUP BY s.id ORDER BY s.created_us, s.fingerprint
            """,
            ("$fingerprint", (object?)fingerprint ?? DBNull.Value)
        );
        using SqliteDataReader row = command.ExecuteReader();
        var found = new List<JournalSummary>();
        while (row.Read())
        {
            found.Add(StoredSummary.Read(row, tables.IsChecked, location));
        }

        return found;
    }

    private static int Execute(
        SqliteConnection connection,
        string sql,
        params ReadOnlySpan<(string Name, object Value)> parameters
    )
    {
        using SqliteCommand command = SqliteStatement.Of(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }
}
