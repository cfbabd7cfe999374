using Interplay.Storage.Stored;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Interplay.Storage.Sqlite;

/// <summary>Errors of SQLite by their names (https://sqlite.org/rescode.html).</summary>
internal static class SqliteFault
{
    public static InterplayException Named(
        SqliteException exception,
        string location,
        TimeSpan patience
    ) =>
        exception.SqliteErrorCode switch
        {
            // A table or a column that should be there is missing: the plain error of SQLite.
            raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT or raw.SQLITE_ERROR => JournalFault.Malformed(
                location,
                Reason(exception),
                exception
            ),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => JournalFault.Busy(
                location,
                patience,
                exception
            ),
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => JournalFault.Unavailable(
                location,
                Reason(exception),
                exception
            ),
            _ => JournalFault.Failed(location, Reason(exception), exception),
        };

    /// <summary>What SQLite says, without the frame that the provider puts around it: <c>SQLite Error 26: 'file is not a database'.</c></summary>
    private static string Reason(SqliteException exception)
    {
        string message = exception.Message;
        int start = message.IndexOf('\'', StringComparison.Ordinal);
        int end = message.LastIndexOf('\'');
        return start >= 0 && end > start ? $"{message[(start + 1)..end]}." : message;
    }
}
