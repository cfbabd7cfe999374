using Interplay.Storage.Stored;
using Npgsql;

namespace Interplay.Storage.Postgres;

/// <summary>Errors of PostgreSQL by their names (https://www.postgresql.org/docs/current/errcodes-appendix.html).</summary>
internal static class PostgresFault
{
    public static InterplayException Named(NpgsqlException exception, string location) =>
        exception switch
        {
            PostgresException
            {
                SqlState: PostgresErrorCodes.UndefinedTable
                    or PostgresErrorCodes.UndefinedColumn
                    or PostgresErrorCodes.DuplicateTable
                    or PostgresErrorCodes.DatatypeMismatch
                    or PostgresErrorCodes.UndefinedFunction
            } wrong => JournalFault.Malformed(location, Sentence(wrong.MessageText), wrong),
            PostgresException said => JournalFault.Failed(
                location,
                $"{Sentence(said.MessageText)} (SQLSTATE {said.SqlState})",
                said
            ),
            _ => JournalFault.Failed(location, Sentence(exception.Message), exception),
        };

    /// <summary>What keeps a server from being used at all.</summary>
    public static InterplayException Unavailable(NpgsqlException exception, string location) =>
        JournalFault.Unavailable(
            location,
            exception is PostgresException said
                ? $"{Sentence(said.MessageText)} (SQLSTATE {said.SqlState})"
                : Sentence(exception.InnerException?.Message ?? exception.Message),
            exception
        );

    private static string Sentence(string message) =>
        message.EndsWith('.') ? message : $"{message}.";
}
