using Interplay.Storage.Stored;
using Interplay.ValueFunctions;
using Microsoft.Data.Sqlite;

namespace Interplay.Storage.Sqlite;

/// <summary>Statements about the ablations of one value function; prepared once and run for many masks.</summary>
internal static class SqliteRows
{
    private const string Mask = "$mask";
    private const string Values = "$values";
    private const string Calls = "$calls";
    private const string InputTokens = "$input";
    private const string OutputTokens = "$output";
    private const string Duration = "$duration";

    /// <summary>Finds the values of a mask: see <see cref="Find"/>.</summary>
    public static SqliteCommand Select(SqliteConnection connection, long subject)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT output_values FROM ablations WHERE subject = $subject AND mask = $mask";
        command.Parameters.AddWithValue("$subject", subject);
        command.Parameters.Add(Mask, SqliteType.Blob);
        return command;
    }

    /// <summary>The values of a mask as they are stored; null when it is not known.</summary>
    public static byte[]? Find(SqliteCommand select, byte[] mask)
    {
        select.Parameters[Mask].Value = mask;
        return (byte[]?)select.ExecuteScalar();
    }

    /// <summary>Adds a mask that is not known: see <see cref="TryAdd"/>.</summary>
    public static SqliteCommand Insert(SqliteConnection connection, long subject, long now)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO ablations (subject, mask, output_values, calls, input_tokens, output_tokens, duration_us, written_us)
            VALUES ($subject, $mask, $values, $calls, $input, $output, $duration, $now) ON CONFLICT DO NOTHING
            """;
        command.Parameters.AddWithValue("$subject", subject);
        command.Parameters.AddWithValue("$now", now);
        command.Parameters.Add(Mask, SqliteType.Blob);
        command.Parameters.Add(Values, SqliteType.Blob);
        command.Parameters.Add(Calls, SqliteType.Integer);
        command.Parameters.Add(InputTokens, SqliteType.Integer);
        command.Parameters.Add(OutputTokens, SqliteType.Integer);
        command.Parameters.Add(Duration, SqliteType.Integer);
        return command;
    }

    /// <summary>Adds a row; false when its mask is known already.</summary>
    public static bool TryAdd(SqliteCommand insert, PackedRows rows, int row)
    {
        AblationCost cost = rows.Costs[row];
        insert.Parameters[Mask].Value = rows.Masks[row];
        insert.Parameters[Values].Value = rows.Values[row];
        insert.Parameters[Calls].Value = cost.Calls;
        insert.Parameters[InputTokens].Value = cost.InputTokens;
        insert.Parameters[OutputTokens].Value = cost.OutputTokens;
        insert.Parameters[Duration].Value = Moment.Of(cost.Duration);
        return insert.ExecuteNonQuery() > 0;
    }

    /// <summary>The ablations whose masks come after one, as many as make a page.</summary>
    public static List<JournalEntry> Page(
        SqliteConnection connection,
        StoredSubject subject,
        byte[] after,
        string location
    )
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The names of columns and a number are constants.
        command.CommandText =
            $"SELECT {StoredEntry.Columns} FROM ablations WHERE subject = $subject AND mask > $after ORDER BY mask LIMIT {StoredEntry.PageSize}";
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$subject", subject.Id);
        command.Parameters.AddWithValue("$after", after);
        using SqliteDataReader row = command.ExecuteReader();
        var page = new List<JournalEntry>();
        while (row.Read())
        {
            page.Add(StoredEntry.Read(row, subject, location));
        }

        return page;
    }
}
