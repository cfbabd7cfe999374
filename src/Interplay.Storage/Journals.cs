using Interplay.Storage.Postgres;
using Interplay.Storage.Sqlite;
using Interplay.Storage.Stored;

namespace Interplay.Storage;

/// <summary>Opens journals by their address.</summary>
public static class Journals
{
    /// <summary>The file that ablations are kept in unless another is named, in the current folder.</summary>
    public const string DefaultFile = "interplay.journal";

    /// <summary>
    /// The environment variable that names the journal where no option does. The place for a connection string with a password: arguments of a
    /// command can be read by everyone on the machine.
    /// </summary>
    public const string EnvironmentVariable = "INTERPLAY_JOURNAL";

    /// <summary>Opens a journal and creates it if it does not exist.</summary>
    /// <param name="address">
    /// A path, for SQLite; or <c>postgres://user@host/database</c> or a connection string such as <c>Host=h;Database=d</c>, for PostgreSQL. A
    /// password that the address leaves out is taken from PGPASSWORD or the user's .pgpass file.
    /// </param>
    /// <param name="options">How it is opened; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="InterplayException">
    /// <c>journal-address-malformed</c>, <c>journal-missing</c>, <c>journal-unavailable</c>, <c>journal-malformed</c>, <c>journal-version</c>,
    /// <c>journal-busy</c>. No message holds a password.
    /// </exception>
    public static async Task<IDurableJournal> OpenAsync(
        string address,
        JournalOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        PostgresAddress.IsOne(address)
            ? await PostgresJournal.OpenAsync(address, options, cancellationToken)
            : await SqliteJournal.OpenAsync(address, options, cancellationToken);
}
