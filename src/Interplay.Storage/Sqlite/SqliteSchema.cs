using Interplay.Storage.Stored;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Interplay.Storage.Sqlite;

/// <summary>The tables of a journal file, marked by an application id so that a database of another program is never written to.</summary>
internal static class SqliteSchema
{
    public const int Version = 1;

    /// <summary>"IpJr" in ASCII.</summary>
    private const int ApplicationId = 0x49704A72;

    /// <summary>A row of 10,000 parts fits into a quarter of it, the most that a tree without row ids keeps in place: three times smaller files.</summary>
    private const int PageSize = 8192;

    private const string Tables = """
        CREATE TABLE subjects (
            id INTEGER PRIMARY KEY,
            fingerprint TEXT NOT NULL UNIQUE,
            part_count INTEGER NOT NULL,
            outputs TEXT NOT NULL,
            description TEXT,
            tool_version TEXT NOT NULL,
            created_us INTEGER NOT NULL,
            disagreements INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE ablations (
            subject INTEGER NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
            mask BLOB NOT NULL,
            output_values BLOB NOT NULL,
            calls INTEGER NOT NULL,
            input_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL,
            duration_us INTEGER NOT NULL,
            written_us INTEGER NOT NULL,
            PRIMARY KEY (subject, mask)
        ) STRICT, WITHOUT ROWID;
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
        bool isEmpty = IsEmpty(connection, location);
        if (isEmpty && options.MustExist)
        {
            throw JournalFault.Missing(location);
        }

        if (isEmpty)
        {
            Execute(connection, $"PRAGMA page_size = {PageSize}");
        }

        WriteAhead(connection, options);
        if (isEmpty)
        {
            Create(connection, location);
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
            (ApplicationId, true) when version == Version => false,
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
                $"{Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};"
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
