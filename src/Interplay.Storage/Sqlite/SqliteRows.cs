using Interplay.Masks;
using Interplay.Storage.Stored;
using Interplay.ValueFunctions;
using Microsoft.Data.Sqlite;

namespace Interplay.Storage.Sqlite;

/// <summary>Statements about the ablations of one value function; prepared once and run for many masks.</summary>
internal static class SqliteRows
{
    private const string Mask = "$mask";
    private const string Repeat = "$repeat";
    private const string Values = "$values";
    private const string Calls = "$calls";
    private const string InputTokens = "$input";
    private const string OutputTokens = "$output";
    private const string Duration = "$duration";
    private const string Sum = "$checksum";

    /// <summary>Finds all values of a mask: see <see cref="Find"/>.</summary>
    public static SqliteCommand Select(SqliteConnection connection, long subject)
    {
        SqliteCommand command = SqliteStatement.Of(
            connection,
            $"SELECT {StoredEntry.Columns} FROM {SqliteTables.Of(connection).Ablations} WHERE subject = $subject AND mask = $mask ORDER BY repeat",
            ("$subject", subject)
        );
        command.Parameters.Add(Mask, SqliteType.Blob);
        return command;
    }

    /// <summary>The values of a mask in their order; none when it is not known.</summary>
    public static SqliteDataReader Find(SqliteCommand select, byte[] mask)
    {
        select.Parameters[Mask].Value = mask;
        return select.ExecuteReader();
    }

    /// <summary>Whether a value of a mask differs from one that is kept: see <see cref="Differs"/>.</summary>
    public static SqliteCommand SelectOther(SqliteConnection connection, long subject)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT output_values IS NOT $values FROM ablations WHERE subject = $subject AND mask = $mask AND repeat = $repeat";
        command.Parameters.AddWithValue("$subject", subject);
        command.Parameters.Add(Mask, SqliteType.Blob);
        command.Parameters.Add(Repeat, SqliteType.Integer);
        command.Parameters.Add(Values, SqliteType.Blob);
        return command;
    }

    /// <summary>Whether the value that is kept is another.</summary>
    public static bool Differs(SqliteCommand select, PackedRows rows, int row)
    {
        select.Parameters[Mask].Value = rows.Masks[row];
        select.Parameters[Repeat].Value = rows.Repeats[row];
        select.Parameters[Values].Value = rows.Values[row];
        return select.ExecuteScalar() is 1L;
    }

    /// <summary>Adds a value that is not known: see <see cref="TryAdd"/>.</summary>
    public static SqliteCommand Insert(SqliteConnection connection, long subject, long now)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO ablations
                (subject, mask, repeat, output_values, calls, input_tokens, output_tokens, duration_us, written_us, is_unchecked, checksum)
            VALUES ($subject, $mask, $repeat, $values, $calls, $input, $output, $duration, $now, 0, $checksum) ON CONFLICT DO NOTHING
            """;
        command.Parameters.AddWithValue("$subject", subject);
        command.Parameters.AddWithValue("$now", now);
        command.Parameters.Add(Mask, SqliteType.Blob);
        command.Parameters.Add(Repeat, SqliteType.Integer);
        command.Parameters.Add(Values, SqliteType.Blob);
        command.Parameters.Add(Calls, SqliteType.Integer);
        command.Parameters.Add(InputTokens, SqliteType.Integer);
        command.Parameters.Add(OutputTokens, SqliteType.Integer);
        command.Parameters.Add(Duration, SqliteType.Integer);
        command.Parameters.Add(Sum, SqliteType.Blob);
        return command;
    }

    /// <summary>Adds a row; false when its value is known already.</summary>
    public static bool TryAdd(
        SqliteCommand insert,
        PackedRows rows,
        int row,
        string fingerprint,
        long now
    )
    {
        AblationCost cost = rows.Costs[row];
        insert.Parameters[Mask].Value = rows.Masks[row];
        insert.Parameters[Repeat].Value = rows.Repeats[row];
        insert.Parameters[Values].Value = rows.Values[row];
        insert.Parameters[Calls].Value = cost.Calls;
        insert.Parameters[InputTokens].Value = cost.InputTokens;
        insert.Parameters[OutputTokens].Value = cost.OutputTokens;
        insert.Parameters[Duration].Value = Moment.Of(cost.Duration);
        insert.Parameters[Sum].Value = rows.ChecksumOf(row, fingerprint, now);
        return insert.ExecuteNonQuery() > 0;
    }

    /// <summary>The masks of damaged rows, as they stand there; at most <paramref name="most"/>.</summary>
    public static List<byte[]> Damaged(SqliteConnection connection, long subject, int most)
    {
        using SqliteCommand command = SqliteStatement.Of(
            connection,
            $"SELECT a.mask FROM ablations a JOIN subjects s ON s.id = a.subject WHERE a.subject = $subject AND a.checksum IS NOT {SqliteChecksum.OfRow("s", "a")} LIMIT $most",
            ("$subject", subject),
            ("$most", most)
        );
        using SqliteDataReader row = command.ExecuteReader();
        var masks = new List<byte[]>();
        while (row.Read())
        {
            masks.Add(row.GetFieldValue<byte[]>(0));
        }

        return masks;
    }

    /// <summary>Deletes all values of some masks.</summary>
    public static void Delete(SqliteConnection connection, StoredSubject subject, MaskMatrix masks)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "DELETE FROM ablations WHERE subject = $subject AND mask = $mask";
        command.Parameters.AddWithValue("$subject", subject.Id);
        command.Parameters.Add(Mask, SqliteType.Blob);
        for (int row = 0; row < masks.RowCount; row++)
        {
            command.Parameters[Mask].Value = MaskBytes.Of(masks.Row(row), masks.PartCount);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Deletes damaged rows.</summary>
    /// <returns>How many there were.</returns>
    public static int DropDamaged(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            $"DELETE FROM ablations WHERE checksum IS NOT (SELECT {SqliteChecksum.OfRow("s", "ablations")} FROM subjects s WHERE s.id = ablations.subject)";
        return command.ExecuteNonQuery();
    }

    /// <summary>The ablations whose masks come after one, as many as make a page.</summary>
    public static List<JournalEntry> Page(
        SqliteConnection connection,
        StoredSubject subject,
        (byte[] Mask, int Repeat) after,
        string location
    )
    {
        using SqliteCommand command = SqliteStatement.Of(
            connection,
            $"SELECT {StoredEntry.Columns} FROM {SqliteTables.Of(connection).Ablations} WHERE subject = $subject AND (mask, repeat) > ($after, $repeat) ORDER BY mask, repeat LIMIT {StoredEntry.PageSize}",
            ("$subject", subject.Id),
            ("$after", after.Mask),
            ("$repeat", after.Repeat)
        );
        using SqliteDataReader row = command.ExecuteReader();
        var page = new List<JournalEntry>();
        while (row.Read())
        {
            page.Add(StoredEntry.Read(row, subject, location));
        }

        return page;
    }
}
