using Interplay.Masks;
using Interplay.Storage.Stored;
using Npgsql;

namespace Interplay.Storage.Postgres;

/// <summary>Statements that read the ablations of one value function.</summary>
internal static class PostgresRows
{
    private const int MasksPerQuery = 8192;

    /// <summary>Looks masks up, thousands in one query; the answers say which mask of the query they belong to.</summary>
    public static async Task<bool> ReadAsync(
        NpgsqlConnection connection,
        PostgresTables tables,
        StoredSubject subject,
        MaskMatrix masks,
        Memory<double> values,
        Memory<bool> found,
        string location,
        CancellationToken cancellationToken
    )
    {
        var mean = new MeanValues(values, found, subject.OutputCount);
        for (int start = 0; start < masks.RowCount; start += MasksPerQuery)
        {
            int count = Math.Min(MasksPerQuery, masks.RowCount - start);
            var wanted = new byte[count][];
            for (int i = 0; i < count; i++)
            {
                wanted[i] = MaskBytes.Of(masks.Row(start + i), masks.PartCount);
            }

            await using NpgsqlCommand command = PostgresStatement.Of(
                connection,
                $"""
                SELECT w.place, {StoredEntry.ColumnsOf(
                    "a"
                )} FROM unnest($2) WITH ORDINALITY AS w(mask, place)
                JOIN {tables.Ablations} a ON a.subject = $1 AND a.mask = w.mask ORDER BY w.place, a.repeat
                """,
                subject.Id,
                wanted
            );
            await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                int place = start + (int)row.GetInt64(0) - 1;
                mean.Add(place, StoredEntry.Read(row, subject, location, first: 1).Values.Span);
            }
        }

        return true;
    }

    /// <summary>The ablations whose masks come after one, as many as make a page.</summary>
    public static async Task<List<JournalEntry>> PageAsync(
        NpgsqlConnection connection,
        PostgresTables tables,
        string fingerprint,
        (byte[] Mask, int Repeat) after,
        string location,
        CancellationToken cancellationToken
    )
    {
        StoredSubject? subject = await PostgresSubjects.FindAsync(
            connection,
            tables,
            fingerprint,
            location,
            cancellationToken
        );
        var page = new List<JournalEntry>();
        if (subject is null)
        {
            return page;
        }

        await using NpgsqlCommand command = PostgresStatement.Of(
            connection,
            $"SELECT {StoredEntry.Columns} FROM {tables.Ablations} a WHERE subject = $1 AND (mask, repeat) > ($2, $3) ORDER BY mask, repeat LIMIT {StoredEntry.PageSize}",
            subject.Id,
            after.Mask,
            after.Repeat
        );
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            page.Add(StoredEntry.Read(row, subject, location));
        }

        return page;
    }

    /// <summary>The mask of a damaged row of a value function, as it stands there; null when there is none.</summary>
    public static async Task<byte[]?> FindDamagedAsync(
        NpgsqlConnection connection,
        StoredSubject subject,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = PostgresStatement.Of(
            connection,
            $"SELECT a.mask FROM interplay_ablations a JOIN interplay_subjects s ON s.id = a.subject WHERE a.subject = $1 AND a.checksum IS DISTINCT FROM {PostgresChecksum.OfRow("s", "a")} LIMIT 1",
            subject.Id
        );
        return (byte[]?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Deletes damaged rows.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> DropDamagedAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = PostgresStatement.Of(
            connection,
            $"DELETE FROM interplay_ablations a USING interplay_subjects s WHERE s.id = a.subject AND a.checksum IS DISTINCT FROM {PostgresChecksum.OfRow("s", "a")}"
        );
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Deletes all values of some masks.</summary>
    public static async Task<bool> DeleteAsync(
        NpgsqlConnection connection,
        string fingerprint,
        MaskMatrix masks,
        CancellationToken cancellationToken
    )
    {
        var named = new byte[masks.RowCount][];
        for (int row = 0; row < named.Length; row++)
        {
            named[row] = MaskBytes.Of(masks.Row(row), masks.PartCount);
        }

        await using var command = new NpgsqlCommand(
            "DELETE FROM interplay_ablations a USING interplay_subjects s WHERE s.fingerprint = $1 AND a.subject = s.id AND a.mask = ANY ($2)",
            connection
        )
        {
            Parameters =
            {
                new() { Value = fingerprint },
                new() { Value = named },
            },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }
}
