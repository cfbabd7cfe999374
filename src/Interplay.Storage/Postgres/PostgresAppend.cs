using Interplay.Storage.Stored;
using Interplay.ValueFunctions;
using Npgsql;
using NpgsqlTypes;

namespace Interplay.Storage.Postgres;

/// <summary>One append, as statements that travel to the server together and hold one after another in one transaction.</summary>
internal static class PostgresAppend
{
    private const int RowsPerStatement = 8192;

    /// <summary>An acknowledged row must be on disk, whatever the database's own setting says.</summary>
    private const string Durable =
        "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'";

    private const string AddSubject = """
        INSERT INTO interplay_subjects (fingerprint, part_count, outputs, description, tool_version, created_us, checksum)
        VALUES ($1, $2, $3, $4, $5, $6, ''::bytea) ON CONFLICT (fingerprint) DO NOTHING
        """;

    /// <summary>Worked out from what was stored: text that is no Unicode is stored with replacements.</summary>
    private static readonly string SumNewSubject =
        $"UPDATE interplay_subjects s SET checksum = {PostgresChecksum.OfSubject("s")} WHERE s.fingerprint = $1 AND s.checksum = ''::bytea";

    /// <summary>Locked, so that nobody deletes it before its ablations are there.</summary>
    private const string FindSubject =
        $"SELECT {StoredSubject.Columns} FROM interplay_subjects WHERE fingerprint = $1 FOR KEY SHARE";

    /// <summary>In the order of the masks, so that two writers of the same ones wait for each other and never in a circle.</summary>
    private const string AddRows = """
        INSERT INTO interplay_ablations
            (subject, mask, repeat, output_values, calls, input_tokens, output_tokens, duration_us, written_us, is_unchecked, checksum)
        SELECT $1, n.mask, n.repeat, n.output_values, n.calls, n.input_tokens, n.output_tokens, n.duration_us, $8, 0, n.checksum
        FROM unnest($2, $3, $4, $5, $6, $7, $9, $10)
            WITH ORDINALITY AS n(mask, output_values, calls, input_tokens, output_tokens, duration_us, repeat, checksum, place)
        ORDER BY n.mask, n.repeat, n.place ON CONFLICT DO NOTHING
        """;

    /// <summary>In the order of the masks, as they are claimed.</summary>
    private const string EndClaims = """
        WITH ended AS (
            SELECT c.fingerprint, c.mask FROM interplay_claims c
            WHERE c.fingerprint = $1 AND c.mask = ANY ($2) ORDER BY c.mask FOR UPDATE
        )
        DELETE FROM interplay_claims c USING ended e WHERE c.fingerprint = e.fingerprint AND c.mask = e.mask
        """;

    private static readonly string CountDisagreements = $"""
        UPDATE interplay_subjects s SET disagreements = s.disagreements + d.number,
            checksum = {PostgresChecksum.OfSubject("s").Replace(
            "s.disagreements",
            "s.disagreements + d.number",
            StringComparison.Ordinal
        )}
        FROM (
            SELECT count(*) AS number FROM unnest($2, $3, $4) AS n(mask, output_values, repeat)
            JOIN interplay_ablations a
                ON a.subject = $1 AND a.mask = n.mask AND a.repeat = n.repeat AND a.output_values <> n.output_values
        ) d
        WHERE s.id = $1 AND d.number > 0
        """;

    /// <summary>Finds the subject that the rows belong to, or adds it.</summary>
    /// <param name="connection">A connection with an open transaction.</param>
    /// <param name="fingerprint">Fingerprint of the value function.</param>
    /// <param name="begun">What is added when the database does not know it; null adds nothing.</param>
    /// <param name="description">Its description.</param>
    /// <param name="now">Microseconds since 1970.</param>
    /// <param name="location">For errors.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Null when the database does not know it and nothing was added.</returns>
    public static async Task<StoredSubject?> SubjectAsync(
        NpgsqlConnection connection,
        string fingerprint,
        JournalSubject? begun,
        string? description,
        long now,
        string location,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        if (begun is not null)
        {
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(AddSubject)
                {
                    Parameters =
                    {
                        new() { Value = fingerprint },
                        new() { Value = begun.PartCount },
                        new() { Value = OutputNames.ToJson(begun.Outputs) },
                        new()
                        {
                            Value = (object?)description ?? DBNull.Value,
                            NpgsqlDbType = NpgsqlDbType.Text,
                        },
                        new() { Value = StoredSubject.ToolVersion },
                        new() { Value = now },
                    },
                }
            );
        }

        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(SumNewSubject) { Parameters = { new() { Value = fingerprint } } }
        );
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(FindSubject) { Parameters = { new() { Value = fingerprint } } }
        );
        await using NpgsqlDataReader row = await batch.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? StoredSubject.Read(row, isChecked: true, location)
            : null;
    }

    /// <summary>Adds rows.</summary>
    public static async Task RowsAsync(
        NpgsqlConnection connection,
        StoredSubject subject,
        PackedRows rows,
        long now,
        CancellationToken cancellationToken
    )
    {
        byte[][] sums =
        [
            .. Enumerable
                .Range(0, rows.Count)
                .Select(row => rows.ChecksumOf(row, subject.Subject.Fingerprint, now)),
        ];
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Durable));
        for (int start = 0; start < rows.Count; start += RowsPerStatement)
        {
            Range range = start..Math.Min(rows.Count, start + RowsPerStatement);
            AblationCost[] costs = rows.Costs[range];
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(AddRows)
                {
                    Parameters =
                    {
                        new() { Value = subject.Id },
                        new() { Value = rows.Masks[range] },
                        new() { Value = rows.Values[range] },
                        new() { Value = Array.ConvertAll(costs, static cost => cost.Calls) },
                        new() { Value = Array.ConvertAll(costs, static cost => cost.InputTokens) },
                        new() { Value = Array.ConvertAll(costs, static cost => cost.OutputTokens) },
                        new()
                        {
                            Value = Array.ConvertAll(
                                costs,
                                static cost => Moment.Of(cost.Duration)
                            ),
                        },
                        new() { Value = now },
                        new() { Value = rows.Repeats[range] },
                        new() { Value = sums[range] },
                    },
                }
            );
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(EndClaims)
                {
                    Parameters =
                    {
                        new() { Value = subject.Subject.Fingerprint },
                        new() { Value = rows.Masks[range] },
                    },
                }
            );
        }

        // After all rows: a writer that holds the subject waits for no rows any more.
        for (int start = 0; start < rows.Count; start += RowsPerStatement)
        {
            Range range = start..Math.Min(rows.Count, start + RowsPerStatement);
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(CountDisagreements)
                {
                    Parameters =
                    {
                        new() { Value = subject.Id },
                        new() { Value = rows.Masks[range] },
                        new() { Value = rows.Values[range] },
                        new() { Value = rows.Repeats[range] },
                    },
                }
            );
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
