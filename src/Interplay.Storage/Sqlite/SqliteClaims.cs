using Interplay.Masks;
using Interplay.Storage.Stored;
using Microsoft.Data.Sqlite;

namespace Interplay.Storage.Sqlite;

/// <summary>Who works at which masks, so that several processes share work. A claim counts as long as its worker gives signs of life.</summary>
internal static class SqliteClaims
{
    private const string Mask = "$mask";

    /// <summary>Says that a worker lives until a moment.</summary>
    public static void KeepAlive(SqliteConnection connection, WorkerIdentity worker, long until)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            "INSERT INTO workers (id, until_us, host, process) VALUES ($worker, $until, $host, $process) ON CONFLICT DO UPDATE SET until_us = excluded.until_us";
        command.Parameters.AddWithValue("$worker", worker.Id);
        command.Parameters.AddWithValue("$until", until);
        command.Parameters.AddWithValue("$host", WorkerIdentity.Host);
        command.Parameters.AddWithValue("$process", Environment.ProcessId);
        command.ExecuteNonQuery();
    }

    /// <summary>Claims masks that are neither known nor claimed by a worker that lives.</summary>
    public static void Claim(
        SqliteConnection connection,
        string fingerprint,
        MaskMatrix masks,
        Span<bool> claimed,
        WorkerIdentity worker,
        long now
    )
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO claims (fingerprint, mask, worker)
            SELECT $fingerprint, $mask, $worker
            WHERE NOT EXISTS (
                SELECT 1 FROM subjects s JOIN ablations a ON a.subject = s.id WHERE s.fingerprint = $fingerprint AND a.mask = $mask
            )
            ON CONFLICT DO UPDATE SET worker = excluded.worker
            WHERE worker = excluded.worker
                OR NOT EXISTS (SELECT 1 FROM workers w WHERE w.id = claims.worker AND w.until_us > $now)
            """;
        command.Parameters.AddWithValue("$fingerprint", fingerprint);
        command.Parameters.AddWithValue("$worker", worker.Id);
        command.Parameters.AddWithValue("$now", now);
        command.Parameters.Add(Mask, SqliteType.Blob);
        for (int row = 0; row < masks.RowCount; row++)
        {
            command.Parameters[Mask].Value = MaskBytes.Of(masks.Row(row), masks.PartCount);
            claimed[row] = command.ExecuteNonQuery() > 0;
        }
    }

    /// <summary>Ends the claims on masks that are known now: see <see cref="End"/>.</summary>
    public static SqliteCommand Ending(SqliteConnection connection, string fingerprint)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            "DELETE FROM claims WHERE fingerprint = $fingerprint AND mask = $mask";
        command.Parameters.AddWithValue("$fingerprint", fingerprint);
        command.Parameters.Add(Mask, SqliteType.Blob);
        return command;
    }

    /// <summary>Ends the claim on a mask.</summary>
    public static void End(SqliteCommand ending, byte[] mask)
    {
        ending.Parameters[Mask].Value = mask;
        ending.ExecuteNonQuery();
    }

    /// <summary>Gives up what a worker claimed of a value function.</summary>
    public static void Release(
        SqliteConnection connection,
        string fingerprint,
        WorkerIdentity worker
    )
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            "DELETE FROM claims WHERE fingerprint = $fingerprint AND worker = $worker";
        command.Parameters.AddWithValue("$fingerprint", fingerprint);
        command.Parameters.AddWithValue("$worker", worker.Id);
        command.ExecuteNonQuery();
    }

    /// <summary>Forgets the workers of a host whose processes run no more.</summary>
    public static int DropDead(SqliteConnection connection, string host)
    {
        var dead = new List<long>();
        using (SqliteCommand select = connection.CreateCommand())
        {
            select.CommandText = "SELECT id, process FROM workers WHERE host = $host";
            select.Parameters.AddWithValue("$host", host);
            using SqliteDataReader row = select.ExecuteReader();
            while (row.Read())
            {
                if (!WorkerIdentity.Runs((int)row.GetInt64(1)))
                {
                    dead.Add(row.GetInt64(0));
                }
            }
        }

        foreach (long worker in dead)
        {
            using SqliteCommand delete = connection.CreateCommand();
            delete.CommandText = "DELETE FROM workers WHERE id = $worker";
            delete.Parameters.AddWithValue("$worker", worker);
            delete.ExecuteNonQuery();
        }

        return dead.Count;
    }

    /// <summary>Forgets a worker, and those that have given no sign of life any more.</summary>
    public static void Leave(SqliteConnection connection, WorkerIdentity worker, long now)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            DELETE FROM workers WHERE id = $worker OR until_us <= $now;
            DELETE FROM claims WHERE worker NOT IN (SELECT id FROM workers);
            """;
        command.Parameters.AddWithValue("$worker", worker.Id);
        command.Parameters.AddWithValue("$now", now);
        command.ExecuteNonQuery();
    }
}
