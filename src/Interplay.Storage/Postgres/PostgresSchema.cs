using Interplay.Storage.Stored;
using Npgsql;

namespace Interplay.Storage.Postgres;

/// <summary>The tables of a journal in a database, in the schema that the search path of the user begins with.</summary>
internal static class PostgresSchema
{
    public const int Version = 1;

    // Any number that no other program uses: processes that find no tables at the same time make them one after another.
    private const long Lock = 0x49704A72;

    private const string Tables = """
        CREATE TABLE interplay_journal (version integer NOT NULL);
        CREATE TABLE interplay_subjects (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            fingerprint text NOT NULL UNIQUE,
            part_count integer NOT NULL,
            outputs text NOT NULL,
            description text,
            tool_version text NOT NULL,
            created_us bigint NOT NULL,
            disagreements bigint NOT NULL DEFAULT 0
        );
        CREATE TABLE interplay_ablations (
            subject bigint NOT NULL REFERENCES interplay_subjects (id) ON DELETE CASCADE,
            mask bytea NOT NULL,
            output_values bytea NOT NULL,
            calls integer NOT NULL,
            input_tokens bigint NOT NULL,
            output_tokens bigint NOT NULL,
            duration_us bigint NOT NULL,
            written_us bigint NOT NULL,
            PRIMARY KEY (subject, mask)
        );
        """;

    /// <summary>Checks that the tables are those of a journal, or creates them.</summary>
    /// <exception cref="InterplayException"><c>journal-missing</c>, <c>journal-malformed</c> or <c>journal-version</c>.</exception>
    public static async Task PrepareAsync(
        NpgsqlConnection connection,
        string location,
        bool mustExist,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(
            cancellationToken
        );
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
        if (
            await ScalarAsync(
                connection,
                "SELECT to_regclass('interplay_journal') IS NOT NULL",
                cancellationToken
            )
            is true
        )
        {
            await CheckVersionAsync(connection, location, cancellationToken);
        }
        else if (mustExist)
        {
            throw JournalFault.Missing(location);
        }
        else
        {
            await ExecuteAsync(connection, Tables, cancellationToken);
            await ExecuteAsync(
                connection,
                $"INSERT INTO interplay_journal VALUES ({Version})",
                cancellationToken
            );
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task CheckVersionAsync(
        NpgsqlConnection connection,
        string location,
        CancellationToken cancellationToken
    )
    {
        object? found = await ScalarAsync(
            connection,
            "SELECT CASE WHEN count(*) = 1 THEN max(version) END FROM interplay_journal",
            cancellationToken
        );
        switch (found)
        {
            case Version:
                break;
            case int newer and > Version:
                throw JournalFault.Version(location, newer, Version);
            default:
                throw JournalFault.Malformed(
                    location,
                    "the table interplay_journal should hold the version in one row."
                );
        }
    }

    private static async Task<object?> ScalarAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
