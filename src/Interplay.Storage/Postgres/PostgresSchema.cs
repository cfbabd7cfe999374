using Interplay.Storage.Stored;
using Npgsql;

namespace Interplay.Storage.Postgres;

/// <summary>The tables of a journal in a database, in the schema that the search path of the user begins with.</summary>
internal static class PostgresSchema
{
    public const int Version = 2;

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
            disagreements bigint NOT NULL DEFAULT 0,
            checksum bytea NOT NULL
        );
        CREATE TABLE interplay_ablations (
            subject bigint NOT NULL REFERENCES interplay_subjects (id) ON DELETE CASCADE,
            mask bytea NOT NULL,
            repeat integer NOT NULL,
            output_values bytea NOT NULL,
            calls integer NOT NULL,
            input_tokens bigint NOT NULL,
            output_tokens bigint NOT NULL,
            duration_us bigint NOT NULL,
            written_us bigint NOT NULL,
            is_unchecked integer NOT NULL,
            checksum bytea NOT NULL,
            PRIMARY KEY (subject, mask, repeat)
        );
        """;

    private const string Claims = """
        CREATE TABLE interplay_workers (id bigint PRIMARY KEY, until_us bigint NOT NULL, host text NOT NULL, process integer NOT NULL);
        CREATE TABLE interplay_claims (
            fingerprint text NOT NULL,
            mask bytea NOT NULL,
            worker bigint NOT NULL,
            PRIMARY KEY (fingerprint, mask)
        );
        """;

    /// <summary>Version 1 had one value a mask and no checksums: what it holds gets them now, marked as unchecked until then.</summary>
    private static readonly string FromVersion1 = $"""
        {Claims}
        ALTER TABLE interplay_subjects ADD COLUMN checksum bytea;
        UPDATE interplay_subjects s SET checksum = {PostgresChecksum.OfSubject("s")};
        ALTER TABLE interplay_subjects ALTER COLUMN checksum SET NOT NULL;
        ALTER TABLE interplay_ablations
            ADD COLUMN repeat integer NOT NULL DEFAULT 0,
            ADD COLUMN is_unchecked integer NOT NULL DEFAULT 1,
            ADD COLUMN checksum bytea;
        UPDATE interplay_ablations a SET checksum = {PostgresChecksum.OfRowOfVersion1("s", "a")}
            FROM interplay_subjects s WHERE s.id = a.subject;
        ALTER TABLE interplay_ablations
            ALTER COLUMN checksum SET NOT NULL,
            ALTER COLUMN repeat DROP DEFAULT,
            ALTER COLUMN is_unchecked DROP DEFAULT,
            DROP CONSTRAINT interplay_ablations_pkey,
            ADD PRIMARY KEY (subject, mask, repeat);
        UPDATE interplay_journal SET version = {Version};
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
            if (await VersionAsync(connection, location, cancellationToken) is { IsChecked: true })
            {
                await CheckAsync(connection, location, cancellationToken);
            }
        }
        else if (mustExist)
        {
            throw JournalFault.Missing(location);
        }
        else
        {
            await ExecuteAsync(connection, $"{Tables} {Claims}", cancellationToken);
            await ExecuteAsync(
                connection,
                $"INSERT INTO interplay_journal VALUES ({Version})",
                cancellationToken
            );
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Brings a journal of version 1 to this one, before the first write to it.</summary>
    public static async Task UpgradeAsync(
        NpgsqlConnection connection,
        string location,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(
            cancellationToken
        );
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
        if (await VersionAsync(connection, location, cancellationToken) is { IsChecked: false })
        {
            await using var command = new NpgsqlCommand(FromVersion1, connection);
            // All rows are read and written once.
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The tables of the version that the journal has now; another process may have changed it.</summary>
    /// <exception cref="InterplayException"><c>journal-malformed</c> or <c>journal-version</c>.</exception>
    public static async Task<PostgresTables> VersionAsync(
        NpgsqlConnection connection,
        string location,
        CancellationToken cancellationToken
    ) =>
        await ScalarAsync(
            connection,
            "SELECT CASE WHEN count(*) = 1 THEN max(version) END FROM interplay_journal",
            cancellationToken
        ) switch
        {
            Version => PostgresTables.Checked,
            1 => PostgresTables.Unchecked,
            int newer and > Version => throw JournalFault.Version(location, newer, Version),
            _ => throw JournalFault.Malformed(
                location,
                "the table interplay_journal should hold the version in one row."
            ),
        };

    /// <summary>Looks for damage that no single row shows: to what is known of value functions.</summary>
    private static async Task CheckAsync(
        NpgsqlConnection connection,
        string location,
        CancellationToken cancellationToken
    )
    {
        if (
            await ScalarAsync(
                connection,
                $"SELECT fingerprint FROM interplay_subjects s WHERE checksum IS DISTINCT FROM {PostgresChecksum.OfSubject("s")} LIMIT 1",
                cancellationToken
            )
            is string damaged
        )
        {
            throw JournalFault.DamagedSubject(location, damaged);
        }
    }

    private static async Task<object?> ScalarAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = PostgresStatement.Of(connection, sql);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = PostgresStatement.Of(connection, sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
