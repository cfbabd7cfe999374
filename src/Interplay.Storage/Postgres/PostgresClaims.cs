using Interplay.Masks;
using Interplay.Storage.Stored;
using Npgsql;

namespace Interplay.Storage.Postgres;

/// <summary>Who works at which masks, so that several processes share work. A claim counts as long as its worker gives signs of life.</summary>
internal static class PostgresClaims
{
    /// <summary>A claim that a crash of the server forgets costs work done twice; it is not worth waiting for the disk.</summary>
    private const string Fleeting = "SELECT set_config('synchronous_commit', 'off', true)";

    private const string Alive = """
        INSERT INTO interplay_workers (id, until_us, host, process) VALUES ($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET until_us = excluded.until_us
        """;

    private const string Take = """
        INSERT INTO interplay_claims AS c (fingerprint, mask, worker)
        SELECT DISTINCT $1, w.mask, $3 FROM unnest($2) AS w(mask) ORDER BY w.mask
        ON CONFLICT (fingerprint, mask) DO UPDATE SET worker = excluded.worker
        WHERE c.worker = excluded.worker
            OR NOT EXISTS (SELECT 1 FROM interplay_workers k WHERE k.id = c.worker AND k.until_us > $4)
        """;

    /// <summary>A statement of its own, which sees rows that were written while the claim waited for its turn.</summary>
    private const string DropKnown = """
        DELETE FROM interplay_claims c USING interplay_subjects s, interplay_ablations a, unnest($2) AS w(mask)
        WHERE c.fingerprint = $1 AND c.mask = w.mask AND s.fingerprint = $1 AND a.subject = s.id AND a.mask = w.mask
        """;

    private const string Held = """
        SELECT w.place FROM unnest($2) WITH ORDINALITY AS w(mask, place)
        JOIN interplay_claims c ON c.fingerprint = $1 AND c.mask = w.mask AND c.worker = $3
        """;

    /// <summary>Says that a worker lives until a moment.</summary>
    public static async Task<bool> KeepAliveAsync(
        NpgsqlConnection connection,
        WorkerIdentity worker,
        long until,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        Begin(batch, worker, until);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    /// <summary>Claims masks that are neither known nor claimed by a worker that lives.</summary>
    public static async Task<bool> ClaimAsync(
        NpgsqlConnection connection,
        string fingerprint,
        MaskMatrix masks,
        Memory<bool> claimed,
        WorkerIdentity worker,
        long now,
        long until,
        CancellationToken cancellationToken
    )
    {
        var wanted = new byte[masks.RowCount][];
        for (int row = 0; row < wanted.Length; row++)
        {
            wanted[row] = MaskBytes.Of(masks.Row(row), masks.PartCount);
        }

        claimed.Span[..wanted.Length].Clear();
        await using (var batch = new NpgsqlBatch(connection))
        {
            Begin(batch, worker, until);
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(Take)
                {
                    Parameters =
                    {
                        new() { Value = fingerprint },
                        new() { Value = wanted },
                        new() { Value = worker.Id },
                        new() { Value = now },
                    },
                }
            );
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(DropKnown)
                {
                    Parameters =
                    {
                        new() { Value = fingerprint },
                        new() { Value = wanted },
                    },
                }
            );
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var held = new NpgsqlCommand(Held, connection)
        {
            Parameters =
            {
                new() { Value = fingerprint },
                new() { Value = wanted },
                new() { Value = worker.Id },
            },
        };
        await using NpgsqlDataReader place = await held.ExecuteReaderAsync(cancellationToken);
        while (await place.ReadAsync(cancellationToken))
        {
            claimed.Span[(int)place.GetInt64(0) - 1] = true;
        }

        return true;
    }

    /// <summary>Gives up what a worker claimed of a value function.</summary>
    public static async Task<bool> ReleaseAsync(
        NpgsqlConnection connection,
        string fingerprint,
        WorkerIdentity worker,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "DELETE FROM interplay_claims WHERE fingerprint = $1 AND worker = $2",
            connection
        )
        {
            Parameters =
            {
                new() { Value = fingerprint },
                new() { Value = worker.Id },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    /// <summary>Forgets the workers of a host whose processes run no more.</summary>
    public static async Task<int> DropDeadAsync(
        NpgsqlConnection connection,
        string host,
        CancellationToken cancellationToken
    )
    {
        var dead = new List<long>();
        await using (
            var select = new NpgsqlCommand(
                "SELECT id, process FROM interplay_workers WHERE host = $1",
                connection
            )
            {
                Parameters = { new() { Value = host } },
            }
        )
        await using (NpgsqlDataReader row = await select.ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                if (!WorkerIdentity.Runs(row.GetInt32(1)))
                {
                    dead.Add(row.GetInt64(0));
                }
            }
        }

        if (dead.Count > 0)
        {
            await using var delete = new NpgsqlCommand(
                "DELETE FROM interplay_workers WHERE id = ANY ($1)",
                connection
            )
            {
                Parameters = { new() { Value = dead.ToArray() } },
            };
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        return dead.Count;
    }

    /// <summary>Forgets a worker, and those that have given no sign of life any more.</summary>
    public static async Task LeaveAsync(
        NpgsqlConnection connection,
        WorkerIdentity worker,
        long now
    )
    {
        await using var command = new NpgsqlCommand(
            """
            WITH gone AS (DELETE FROM interplay_workers WHERE id = $1 OR until_us <= $2 RETURNING id)
            DELETE FROM interplay_claims c USING gone WHERE c.worker = gone.id
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = worker.Id },
                new() { Value = now },
            },
        };
        await command.ExecuteNonQueryAsync();
    }

    private static void Begin(NpgsqlBatch batch, WorkerIdentity worker, long until)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Fleeting));
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(Alive)
            {
                Parameters =
                {
                    new() { Value = worker.Id },
                    new() { Value = until },
                    new() { Value = WorkerIdentity.Host },
                    new() { Value = Environment.ProcessId },
                },
            }
        );
    }
}
