using Interplay.Storage.Stored;
using Npgsql;

namespace Interplay.Storage.Postgres;

/// <summary>Statements about the value functions of a journal in a database.</summary>
internal static class PostgresSubjects
{
    public static async Task<StoredSubject?> FindAsync(
        NpgsqlConnection connection,
        PostgresTables tables,
        string fingerprint,
        string location,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = PostgresStatement.OfTexts(
            connection,
            $"SELECT {StoredSubject.Columns} FROM {tables.Subjects} s WHERE fingerprint = $1",
            fingerprint
        );
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? StoredSubject.Read(row, tables.IsChecked, location)
            : null;
    }

    public static async Task<bool> DescribeAsync(
        NpgsqlConnection connection,
        string fingerprint,
        string description,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = PostgresStatement.OfTexts(
            connection,
            $"UPDATE interplay_subjects s SET description = $2, checksum = {PostgresChecksum.OfSubject("s").Replace("s.description", "$2", StringComparison.Ordinal)} WHERE s.fingerprint = $1",
            fingerprint,
            description
        );
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Deletes a subject; its ablations go with it.</summary>
    public static async Task<bool> DeleteAsync(
        NpgsqlConnection connection,
        string fingerprint,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = PostgresStatement.OfTexts(
            connection,
            "DELETE FROM interplay_subjects WHERE fingerprint = $1",
            fingerprint
        );
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    public static async Task<IReadOnlyList<string>> FingerprintsAsync(
        NpgsqlConnection connection,
        string prefix,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = PostgresStatement.OfTexts(
            connection,
            """SELECT fingerprint FROM interplay_subjects WHERE starts_with(fingerprint, $1) ORDER BY fingerprint COLLATE "C" """,
            prefix
        );
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<string>();
        while (await row.ReadAsync(cancellationToken))
        {
            found.Add(row.GetString(0));
        }

        return found;
    }

    /// <summary>The summary of one fingerprint, or of all where it is null.</summary>
    public static async Task<IReadOnlyList<JournalSummary>> SummariesAsync(
        NpgsqlConnection connection,
        PostgresTables tables,
        string? fingerprint,
        string location,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = PostgresStatement.OfTexts(
            connection,
            $"""
            SELECT {StoredSummary.Columns}, {tables.Damaged}
            FROM {tables.Subjects} s LEFT JOIN {tables.Ablations} a ON a.subject = s.id
            WHERE $1 IS NULL OR s.fingerprint = $1
            GROUP BY s.id, s.fingerprint, s.part_count, s.outputs, s.description, s.tool_version, s.created_us, s.disagreements, s.checksum
            ORDER BY s.created_us, s.fingerprint COLLATE "C"
            """,
            fingerprint
        );
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<JournalSummary>();
        while (await row.ReadAsync(cancellationToken))
        {
            found.Add(StoredSummary.Read(row, tables.IsChecked, location));
        }

        return found;
    }

    public static async Task<JournalSize> VacuumAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        long before = await SizeAsync(connection, cancellationToken);
        // Rewrites the tables: only that gives space back to the disk.
        await using NpgsqlCommand command = PostgresStatement.OfTexts(
            connection,
            "VACUUM (FULL, ANALYZE) interplay_subjects, interplay_ablations"
        );
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new JournalSize(before, await SizeAsync(connection, cancellationToken));
    }

    private static async Task<long> SizeAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = PostgresStatement.OfTexts(
            connection,
            "SELECT pg_total_relation_size('interplay_subjects') + pg_total_relation_size('interplay_ablations')"
        );
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
