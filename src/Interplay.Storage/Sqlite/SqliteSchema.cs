using Interplay.Storage.Stored;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Interplay.Storage.Sqlite;

/// <summary>The tables of a journal file, marked by an application id so that a database of another program is never written to.</summary>
internal static class SqliteSchema
{
    public const int Version = 2;

    /// <summary>"IpJr" in ASCII.</summary>
    private const int ApplicationId = 0x49704A72;

    /// <summary>A row of 10,000 parts fits into a quarter of it, the most that a tree without row ids keeps in place: three times smaller files.</summary>
    private const int PageSize = 8192;

    private const string Subjects = """
        CREATE TABLE subjects (
            id INTEGER PRIMARY KEY,
            fingerprint TEXT NOT NULL UNIQUE,
            part_count INTEGER NOT NULL,
            outputs TEXT NOT NULL,
            description TEXT,
            tool_version TEXT NOT NULL,
            created_us INTEGER NOT NULL,
            disagreements INTEGER NOT NULL DEFAULT 0,
            checksum BLOB NOT NULL
        ) STRICT;
        """;

    private const string Ablations = """
        CREATE TABLE ablations (
            subject INTEGER NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
            mask BLOB NOT NULL,
            repeat INTEGER NOT NULL,
            output_values BLOB NOT NULL,
            calls INTEGER NOT NULL,
            input_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL,
            duration_us INTEGER NOT NULL,
            written_us INTEGER NOT NULL,
            is_unchecked INTEGER NOT NULL,
            checksum BLOB NOT NULL,
            PRIMARY KEY (subject, mask, repeat)
        ) STRICT, WITHOUT ROWID;
        """;

    private const string Claims = """
        CREATE TABLE workers (id INTEGER PRIMARY KEY, until_us INTEGER NOT NULL, host TEXT NOT NULL, process INTEGER NOT NULL) STRICT;
        CREATE TABLE claims (
            fingerprint TEXT NOT NULL,
            mask BLOB NOT NULL,
            worker INTEGER NOT NULL,
            PRIMARY KEY (fingerprint, mask)
        ) STRICT, WITHOUT ROWID;
        """;

    /// <summary>Version 1 had one value a mask and no checksums: what it holds gets them now, marked as unchecked until then.</summary>
    private static readonly string FromVersion1 = $"""
        ALTER TABLE subjects RENAME TO subjects_1;
        ALTER TABLE ablations RENAME TO ablations_1;
        {Subjects} {Ablations} {Claims}
        INSERT INTO subjects
            SELECT id, fingerprint, part_count, outputs, description, tool_version, created_us, disagreements,
                {SqliteChecksum.OfSubject("s")}
            FROM subjects_1 s;
        INSERT INTO ablations
            SELECT a.subject, a.mask, 0, a.output_values, a.calls, a.input_tokens, a.output_tokens, a.duration_us, a.written_us, 1,
                {SqliteChecksum.Function}(s.fingerprint, a.mask, 0, a.output_values, a.calls, a.input_tokens, a.output_tokens, a.duration_us, a.written_us, 1)
            FROM ablations_1 a JOIN subjects s ON s.id = a.subject;
        DROP TABLE ablations_1;
        DROP TABLE subjects_1;
        PRAGMA user_version = {Version};
        """;

    /// <summary>Checks that the file is a journal, or makes an empty one a journal, and sets what each connection needs.</summary>
    /// <exception cref="InterplayException"><c>journal-malformed</c>, <c>journal-version</c> or, for a file that is empty but should not be, <c>journal-missing</c>.</exception>
    public static void Prepare(SqliteConnection connection, string location, JournalOptions options)
    {
        Execute(
            connection,
            $"""
            PRAGMA busy_timeout = {(int)options.Patience.TotalMilliseconds};
            PRAGMA trusted_schema = OFF;
            PRAGMA cell_size_check = ON;
            PRAGMA foreign_keys = ON;
            PRAGMA synchronous = FULL;
            """
        );
        bool isEmpty;
        // In one transaction: another process may be making it a journal.
        using (connection.BeginTransaction(deferred: true))
        {
            isEmpty = IsEmpty(connection, location);
        }

        if (isEmpty && options.MustExist)
        {
            throw JournalFault.Missing(location);
        }

        if (isEmpty)
        {
            Execute(connection, $"PRAGMA page_size = {PageSize}");
        }

        WriteAhead(connection, options);
        SqliteChecksum.AddTo(connection);
        if (isEmpty)
        {
            Create(connection, location);
        }
        else if (SqliteTables.Of(connection).IsChecked)
        {
            Check(connection, location);
        }
    }

    /// <summary>Brings a journal of version 1 to this one, before the first write to it. Within a transaction that may write.</summary>
    public static void Upgrade(SqliteConnection connection)
    {
        if (!SqliteTables.Of(connection).IsChecked)
        {
            // Checked at the end of the transaction: the rows move before what they refer to is dropped.
            Execute(connection, "PRAGMA defer_foreign_keys = ON");
            Execute(connection, FromVersion1);
        }
    }

    /// <summary>Looks for damage that no single row shows: to the trees of the file, to value functions, to rows that belong to none.</summary>
    private static void Check(SqliteConnection connection, string location)
    {
        using (SqliteCommand command = connection.CreateCommand())
        {
            command.CommandText = "PRAGMA integrity_check(1)";
            if (command.ExecuteScalar() is not "ok" and var found)
            {
                throw JournalFault.Malformed(
                    location,
                    $"SQLite finds {found?.ToString()?.ReplaceLineEndings(" ").TrimEnd('.')}."
                );
            }
        }

        using (SqliteCommand command = connection.CreateCommand())
        {
            command.CommandText =
                $"SELECT fingerprint FROM subjects WHERE checksum IS NOT {SqliteChecksum.OfSubject("subjects")} LIMIT 1";
            if (command.ExecuteScalar() is { } damaged)
            {
                throw JournalFault.DamagedSubject(location, damaged.ToString()!);
            }
        }

        if (
            Number(
                connection,
                "SELECT EXISTS (SELECT 1 FROM ablations WHERE subject NOT IN (SELECT id FROM subjects))"
            ) > 0
        )
        {
            throw JournalFault.Malformed(
                location,
                "there are ablations of a value function that it does not know."
            );
        }
    }

    /// <summary>Whether nothing is in the file yet; anything in it must be a journal that we can read.</summary>
    private static bool IsEmpty(SqliteConnection connection, string location)
    {
        long id = Number(connection, "PRAGMA application_id");
        long version = Number(connection, "PRAGMA user_version");
        bool hasTables = Number(connection, "SELECT count(*) FROM sqlite_schema") > 0;
        return (id, hasTables) switch
        {
            (0, false) => true,
            (ApplicationId, true) when version is >= 1 and <= Version => false,
            (ApplicationId, true) when version > Version => throw JournalFault.Version(
                location,
                version,
                Version
            ),
            _ => throw JournalFault.Malformed(
                location,
                $"it is an SQLite database with application id {id} and version {version}; a journal has {ApplicationId} and {Version}."
            ),
        };
    }

    private static void Create(SqliteConnection connection, string location)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        // Another process may have been faster.
        if (IsEmpty(connection, location))
        {
            Execute(
                connection,
                $"{Subjects} {Ablations} {Claims} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};"
            );
        }

        transaction.Commit();
    }

    /// <summary>Turns write-ahead logging on. Two processes that do so at once are told that the file is busy without being made to wait.</summary>
    private static void WriteAhead(SqliteConnection connection, JournalOptions options)
    {
        long start = options.Time.GetTimestamp();
        while (true)
        {
            try
            {
                Execute(connection, "PRAGMA journal_mode = WAL");
                return;
            }
            catch (SqliteException exception)
                when (exception.SqliteErrorCode == raw.SQLITE_BUSY
                    && options.Time.GetElapsedTime(start) < options.Patience
                )
            {
                Thread.Sleep(5);
            }
        }
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
