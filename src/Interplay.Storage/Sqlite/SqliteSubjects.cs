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
        using SqliteCommand command = Command(
            connection,
            $"SELECT {StoredSubject.Columns} FROM subjects WHERE fingerprint = $fingerprint",
            ("$fingerprint", fingerprint)
        );
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read() ? StoredSubject.Read(row, location) : null;
    }

    public static StoredSubject Add(
        SqliteConnection connection,
        JournalSubject subject,
        string? description,
        long now,
        string location
    )
    {
        using SqliteCommand command = Command(
            connection,
            $"""
            INSERT INTO subjects (fingerprint, part_count, outputs, description, tool_version, created_us)
            VALUES ($fingerprint, $parts, $outputs, $description, $version, $now) RETURNING {StoredSubject.Columns}
            """,
            ("$fingerprint", subject.Fingerprint),
            ("$parts", subject.PartCount),
            ("$outputs", OutputNames.ToJson(subject.Outputs)),
            ("$description", (object?)description ?? DBNull.Value),
            ("$version", StoredSubject.ToolVersion),
            ("$now", now)
        );
        using SqliteDataReader row = command.ExecuteReader();
        row.Read();
        return StoredSubject.Read(row, location);
    }

    public static bool Describe(
        SqliteConnection connection,
        string fingerprint,
        string description
    ) =>
        Execute(
            connection,
            "UPDATE subjects SET description = $description WHERE fingerprint = $fingerprint",
            ("$fingerprint", fingerprint),
            ("$description", description)
        ) > 0;

    public static void CountDisagreements(SqliteConnection connection, long subject, int number) =>
        Execute(
            connection,
            "UPDATE subjects SET disagreements = disagreements + $number WHERE id = $subject",
            ("$subject", subject),
            ("$number", number)
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
        using SqliteCommand command = Command(
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
        using SqliteCommand command = Command(
            connection,
            $"""
            SELECT {StoredSummary.Columns} FROM subjects s LEFT JOIN ablations a ON a.subject = s.id
            WHERE $fingerprint IS NULL OR s.fingerprint = $fingerprint
            GROUP BY s.id ORDER BY s.created_us, s.fingerprint
            """,
            ("$fingerprint", (object?)fingerprint ?? DBNull.Value)
        );
        using SqliteDataReader row = command.ExecuteReader();
        var found = new List<JournalSummary>();
        while (row.Read())
        {
            found.Add(StoredSummary.Read(row, location));
        }

        return found;
    }

    private static int Execute(
        SqliteConnection connection,
        string sql,
        params ReadOnlySpan<(string Name, object Value)> parameters
    )
    {
        using SqliteCommand command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(
        SqliteConnection connection,
        string sql,
        params ReadOnlySpan<(string Name, object Value)> parameters
    )
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // All texts are constants of this class; what comes from outside is a parameter.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
