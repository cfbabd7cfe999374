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
        StoredSubject subject,
        MaskMatrix masks,
        Memory<double> values,
        Memory<bool> found,
        string location,
        CancellationToken cancellationToken
    )
    {
        int outputs = subject.OutputCount;
        for (int start = 0; start < masks.RowCount; start += MasksPerQuery)
        {
            int count = Math.Min(MasksPerQuery, masks.RowCount - start);
            var wanted = new byte[count][];
            for (int i = 0; i < count; i++)
            {
                wanted[i] = MaskBytes.Of(masks.Row(start + i), masks.PartCount);
            }

            await using var command = new NpgsqlCommand(
                """
                SELECT w.place, a.output_values FROM unnest($2) WITH ORDINALITY AS w(mask, place)
                JOIN interplay_ablations a ON a.subject = $1 AND a.mask = w.mask
                """,
                connection
            )
            {
                Parameters =
                {
                    new() { Value = subject.Id },
                    new() { Value = wanted },
                },
            };
            await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                int place = start + (int)row.GetInt64(0) - 1;
                StoredEntry.ReadValues(
                    row.GetFieldValue<byte[]>(1),
                    values.Span.Slice(place * outputs, outputs),
                    subject,
                    location,
                    masks.GetMask(place)
                );
                found.Span[place] = true;
            }
        }

        return true;
    }

    /// <summary>The ablations whose masks come after one, as many as make a page.</summary>
    public static async Task<List<JournalEntry>> PageAsync(
        NpgsqlConnection connection,
        string fingerprint,
        byte[] after,
        string location,
        CancellationToken cancellationToken
    )
    {
        StoredSubject? subject = await PostgresSubjects.FindAsync(
            connection,
            fingerprint,
            location,
            cancellationToken
        );
        var page = new List<JournalEntry>();
        if (subject is null)
        {
            return page;
        }

#pragma warning disable CA2100 // The names of columns and a number are constants.
        await using var command = new NpgsqlCommand(
            $"SELECT {StoredEntry.Columns} FROM interplay_ablations WHERE subject = $1 AND mask > $2 ORDER BY mask LIMIT {StoredEntry.PageSize}",
            connection
        )
#pragma warning restore CA2100
        {
            Parameters =
            {
                new() { Value = subject.Id },
                new() { Value = after },
            },
        };
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            page.Add(StoredEntry.Read(row, subject, location));
        }

        return page;
    }
}
