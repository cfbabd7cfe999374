using Npgsql;
using NpgsqlTypes;

namespace Interplay.Storage.Postgres;

/// <summary>Statements whose texts are made of constants of this folder; what comes from outside is a parameter.</summary>
internal static class PostgresStatement
{
    public static NpgsqlCommand Of(
        NpgsqlConnection connection,
        string sql,
        params ReadOnlySpan<object> parameters
    )
    {
#pragma warning disable CA2100 // The only place where a text becomes a statement: see above.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (object parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return command;
    }

    /// <summary>The same with texts, some of them perhaps null.</summary>
    public static NpgsqlCommand OfTexts(
        NpgsqlConnection connection,
        string sql,
        params ReadOnlySpan<string?> parameters
    )
    {
        NpgsqlCommand command = Of(connection, sql);
        foreach (string? parameter in parameters)
        {
            command.Parameters.Add(
                new NpgsqlParameter
                {
                    Value = (object?)parameter ?? DBNull.Value,
                    NpgsqlDbType = NpgsqlDbType.Text,
                }
            );
        }

        return command;
    }
}
