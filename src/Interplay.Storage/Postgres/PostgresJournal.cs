using Interplay.Masks;
using Interplay.Storage.Stored;
using Npgsql;

namespace Interplay.Storage.Postgres;

/// <summary>
/// A journal in a PostgreSQL database, shared by machines. A server that restarts or a connection that breaks costs time only: calls are tried
/// again until the patience of the options ends, which is safe because the first values of a mask stay.
/// </summary>
public sealed class PostgresJournal : StoredJournal
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _source;
    private bool _isUpgraded;
    private bool _isKnownToLive;
    private int _isDisposed;

    private PostgresJournal(NpgsqlDataSource source, string location, JournalOptions options)
        : base(location, options) => _source = source;

    /// <summary>Opens a journal in a database and creates its tables if they do not exist.</summary>
    /// <param name="address"><c>postgres://user@host/database</c> or a connection string of Npgsql.</param>
    /// <param name="options">How it is opened; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="InterplayException">
    /// <c>journal-address-malformed</c>, <c>journal-missing</c>, <c>journal-unavailable</c>, <c>journal-malformed</c> or
    /// <c>journal-version</c>. No message holds the password.
    /// </exception>
    public static async Task<PostgresJournal> OpenAsync(
        string address,
        JournalOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        JournalOptions checkedOptions = (options ?? new JournalOptions()).Validated();
        NpgsqlConnectionStringBuilder builder = PostgresAddress.Parse(address);
        string location = PostgresAddress.Shown(builder);
        NpgsqlDataSource source = NpgsqlDataSource.Create(builder);
        try
        {
            await using NpgsqlConnection connection = await ConnectAsync(
                source,
                location,
                cancellationToken
            );
            await PostgresSchema.PrepareAsync(
                connection,
                location,
                checkedOptions.MustExist,
                cancellationToken
            );
            return new PostgresJournal(source, location, checkedOptions);
        }
        catch (NpgsqlException exception)
        {
            await source.DisposeAsync();
            throw PostgresFault.Named(exception, location);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task<JournalSize> VacuumAsync(CancellationToken cancellationToken = default) =>
        WorkAsync(
            connection => PostgresSubjects.VacuumAsync(connection, cancellationToken),
            cancellationToken
        );

    /// <summary>Closes the connections.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        await StopAsync();
        try
        {
            if (Worker is { } worker)
            {
                await using NpgsqlConnection connection = await _source.OpenConnectionAsync();
                await PostgresClaims.LeaveAsync(
                    connection,
                    worker,
                    Moment.Of(Options.Time.GetUtcNow())
                );
            }
        }
        catch (NpgsqlException)
        {
            // Its claims end by themselves when no sign of life comes any more.
        }

        await _source.DisposeAsync();
    }

    private protected override Task<StoredSubject?> FindSubjectAsync(
        string fingerprint,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            async connection =>
                await PostgresSubjects.FindAsync(
                    connection,
                    await TablesAsync(connection, cancellationToken),
                    fingerprint,
                    Location,
                    cancellationToken
                ),
            cancellationToken
        );

    private protected override Task WriteDescriptionAsync(
        string fingerprint,
        string description,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            async connection =>
            {
                PostgresTables tables = await TablesAsync(connection, cancellationToken);
                if (
                    await PostgresSubjects.FindAsync(
                        connection,
                        tables,
                        fingerprint,
                        Location,
                        cancellationToken
                    )
                    is null
                )
                {
                    return false;
                }

                await UpgradeAsync(connection, cancellationToken);
                return await PostgresSubjects.DescribeAsync(
                    connection,
                    fingerprint,
                    description,
                    cancellationToken
                );
            },
            cancellationToken
        );

    private protected override Task ReadRowsAsync(
        string fingerprint,
        MaskMatrix masks,
        Memory<double> values,
        Memory<bool> found,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            connection =>
                ReadAsync(connection, fingerprint, masks, values, found, cancellationToken),
            cancellationToken
        );

    private protected override Task AppendRowsAsync(
        string fingerprint,
        PackedRows rows,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            connection => AppendAsync(connection, fingerprint, rows, cancellationToken),
            cancellationToken
        );

    private protected override Task<IReadOnlyList<string>> FindFingerprintsAsync(
        string prefix,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            connection => PostgresSubjects.FingerprintsAsync(connection, prefix, cancellationToken),
            cancellationToken
        );

    private protected override Task<IReadOnlyList<JournalSummary>> SummariesAsync(
        string? fingerprint,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            async connection =>
                await PostgresSubjects.SummariesAsync(
                    connection,
                    await TablesAsync(connection, cancellationToken),
                    fingerprint,
                    Location,
                    cancellationToken
                ),
            cancellationToken
        );

    private protected override Task<List<JournalEntry>> PageAsync(
        string fingerprint,
        (byte[] Mask, int Repeat) after,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            async connection =>
                await PostgresRows.PageAsync(
                    connection,
                    await TablesAsync(connection, cancellationToken),
                    fingerprint,
                    after,
                    Location,
                    cancellationToken
                ),
            cancellationToken
        );

    private protected override Task<bool> RemoveAsync(
        string fingerprint,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            connection => PostgresSubjects.DeleteAsync(connection, fingerprint, cancellationToken),
            cancellationToken
        );

    private protected override Task<Mask?> FindDamageAsync(
        string fingerprint,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            async connection =>
            {
                PostgresTables tables = await TablesAsync(connection, cancellationToken);
                if (
                    !tables.IsChecked
                    || await PostgresSubjects.FindAsync(
                        connection,
                        tables,
                        fingerprint,
                        Location,
                        cancellationToken
                    )
                        is not { } subject
                    || await PostgresRows.FindDamagedAsync(connection, subject, cancellationToken)
                        is not { } mask
                )
                {
                    return (Mask?)null;
                }

                return MaskBytes.Read(mask, subject.PartCount)
                    ?? throw JournalFault.Malformed(
                        Location,
                        $"a mask under {fingerprint} is {Convert.ToHexStringLower(mask)}."
                    );
            },
            cancellationToken
        );

    private protected override Task<int> DropDamageAsync(CancellationToken cancellationToken) =>
        WorkAsync(
            async connection =>
                (await TablesAsync(connection, cancellationToken)).IsChecked
                    ? await PostgresRows.DropDamagedAsync(connection, cancellationToken)
                    : 0,
            cancellationToken
        );

    private protected override Task ForgetRowsAsync(
        string fingerprint,
        MaskMatrix masks,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            connection =>
                PostgresRows.DeleteAsync(connection, fingerprint, masks, cancellationToken),
            cancellationToken
        );

    private protected override Task ClaimRowsAsync(
        string fingerprint,
        MaskMatrix masks,
        Memory<bool> claimed,
        WorkerIdentity worker,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            async connection =>
            {
                await UpgradeAsync(connection, cancellationToken);
                DateTimeOffset now = Options.Time.GetUtcNow();
                long until = Moment.Of(now + Options.Lease);
                // Who waits for the first claim of this worker looks for the worker as of before the wait: it must have been there by then.
                _isKnownToLive =
                    _isKnownToLive
                    || await PostgresClaims.KeepAliveAsync(
                        connection,
                        worker,
                        until,
                        cancellationToken
                    );
                return await PostgresClaims.ClaimAsync(
                    connection,
                    fingerprint,
                    masks,
                    claimed,
                    worker,
                    Moment.Of(now),
                    until,
                    cancellationToken
                );
            },
            cancellationToken
        );

    private protected override Task<int> DropDeadAsync(
        string host,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            connection => PostgresClaims.DropDeadAsync(connection, host, cancellationToken),
            cancellationToken
        );

    private protected override Task KeepAliveAsync(
        WorkerIdentity worker,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            connection =>
                PostgresClaims.KeepAliveAsync(
                    connection,
                    worker,
                    Moment.Of(Options.Time.GetUtcNow() + Options.Lease),
                    cancellationToken
                ),
            cancellationToken
        );

    private protected override Task ReleaseRowsAsync(
        string fingerprint,
        WorkerIdentity worker,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            connection =>
                PostgresClaims.ReleaseAsync(connection, fingerprint, worker, cancellationToken),
            cancellationToken
        );

    /// <summary>What to read from. Version 1 is asked for anew each time: another process may bring it to this one.</summary>
    private async Task<PostgresTables> TablesAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        if (_isUpgraded)
        {
            return PostgresTables.Checked;
        }

        PostgresTables tables = await PostgresSchema.VersionAsync(
            connection,
            Location,
            cancellationToken
        );
        _isUpgraded = tables.IsChecked;
        return tables;
    }

    private async Task UpgradeAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        if (!(await TablesAsync(connection, cancellationToken)).IsChecked)
        {
            await PostgresSchema.UpgradeAsync(connection, Location, cancellationToken);
        }
    }

    private static async Task<NpgsqlConnection> ConnectAsync(
        NpgsqlDataSource source,
        string location,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw PostgresFault.Unavailable(exception, location);
        }
    }

    private async Task<bool> ReadAsync(
        NpgsqlConnection connection,
        string fingerprint,
        MaskMatrix masks,
        Memory<double> values,
        Memory<bool> found,
        CancellationToken cancellationToken
    )
    {
        PostgresTables tables = await TablesAsync(connection, cancellationToken);
        StoredSubject? subject = await PostgresSubjects.FindAsync(
            connection,
            tables,
            fingerprint,
            Location,
            cancellationToken
        );
        subject?.Check(masks.PartCount, values.Length / masks.RowCount, Location);
        return subject is not null
            && await PostgresRows.ReadAsync(
                connection,
                tables,
                subject,
                masks,
                values,
                found,
                Location,
                cancellationToken
            );
    }

    private async Task<bool> AppendAsync(
        NpgsqlConnection connection,
        string fingerprint,
        PackedRows rows,
        CancellationToken cancellationToken
    )
    {
        long now = Moment.Of(Options.Time.GetUtcNow());
        await UpgradeAsync(connection, cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(
            cancellationToken
        );
        StoredSubject subject =
            await PostgresAppend.SubjectAsync(
                connection,
                fingerprint,
                Begun.Find(fingerprint),
                Begun.DescriptionOf(fingerprint),
                now,
                Location,
                cancellationToken
            ) ?? throw JournalFault.NotBegun(Location, fingerprint);
        subject.Check(rows.PartCount, rows.OutputCount, Location);
        await PostgresAppend.RowsAsync(connection, subject, rows, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Runs work on a connection, again when it failed for a reason that passes.</summary>
    private async Task<T> WorkAsync<T>(
        Func<NpgsqlConnection, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        long start = Options.Time.GetTimestamp();
        TimeSpan pause = FirstPause;
        while (true)
        {
            try
            {
                await using NpgsqlConnection connection = await _source.OpenConnectionAsync(
                    cancellationToken
                );
                return await work(connection);
            }
            catch (NpgsqlException exception)
                when (exception.IsTransient && Options.Time.GetElapsedTime(start) < Options.Patience
                )
            {
                await Task.Delay(pause, Options.Time, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (NpgsqlException exception)
            {
                throw PostgresFault.Named(exception, Location);
            }
            catch (Exception exception) when (exception is InvalidCastException or FormatException)
            {
                throw JournalFault.Malformed(
                    Location,
                    $"a column is of the wrong type ({exception.Message}).",
                    exception
                );
            }
        }
    }
}
