using Microsoft.Data.Sqlite;

namespace Interplay.Storage.Sqlite;

/// <summary>Statements whose texts are made of constants of this folder; what comes from outside is a parameter.</summary>
internal static class SqliteStatement
{
    public static SqliteCommand Of(
        SqliteConnection connection,
        string sql,
        params ReadOnlySpan<(string Name, object Value)> parameters
    )
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The only place where a text becomes a statement: see above.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
