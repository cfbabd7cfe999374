using Interplay.Masks;
using Interplay.Storage.Stored;
using Microsoft.Data.Sqlite;

namespace Interplay.Storage.Sqlite;

/// <summary>
/// A journal in one SQLite file. Written ahead and synchronised at each append, so that what is acknowledged survives a power cut; several
/// processes of one machine may share it (not over a network drive). While it is open <c>-wal</c> and <c>-shm</c> files stand beside it; when
/// the last process disposes it they are gone and the one file can be copied.
/// </summary>
public sealed class SqliteJournal : StoredJournal
{
    private const int CancellationRows = 256;

    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _isDisposed;

    private SqliteJournal(SqliteConnection connection, string location, JournalOptions options)
        : base(location, options) => _connection = connection;

    /// <summary>Opens a journal file and creates it if it does not exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is opened; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="InterplayException">
    /// <c>journal-missing</c>, <c>journal-unavailable</c>, <c>journal-malformed</c>, <c>journal-version</c> or <c>journal-busy</c>.
    /// </exception>
    public static Task<SqliteJournal> OpenAsync(
        string path,
        JournalOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        JournalOptions checkedOptions = (options ?? new JournalOptions()).Validated();
        return Task.Run(() => Open(path, checkedOptions), cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<JournalSize> VacuumAsync(CancellationToken cancellationToken = default) =>
        WorkAsync(
            () =>
            {
                long before = Size();
                // A transaction cannot hold it.
                Execute("VACUUM");
                Execute("PRAGMA wal_checkpoint(TRUNCATE)");
                return new JournalSize(before, Size());
            },
            cancellationToken
        );

    /// <summary>Closes the file. The last process that closes it moves everything into the one file.</summary>
    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _gate.WaitAsync();
        try
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                await Task.Run(Close);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private protected override Task<StoredSubject?> FindSubjectAsync(
        string fingerprint,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(() => SqliteSubjects.Find(_connection, fingerprint, Location), cancellationToken);

    private protected override Task WriteDescriptionAsync(
        string fingerprint,
        string description,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            () => SqliteSubjects.Describe(_connection, fingerprint, description, Location),
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
            () => Read(fingerprint, masks, values, found, cancellationToken),
            cancellationToken
        );

    private protected override Task AppendRowsAsync(
        string fingerprint,
        PackedRows rows,
        CancellationToken cancellationToken
    ) => WorkAsync(() => Append(fingerprint, rows, cancellationToken), cancellationToken);

    private protected override Task<IReadOnlyList<string>> FindFingerprintsAsync(
        string prefix,
        CancellationToken cancellationToken
    ) => WorkAsync(() => SqliteSubjects.Fingerprints(_connection, prefix), cancellationToken);

    private protected override Task<IReadOnlyList<JournalSummary>> SummariesAsync(
        string? fingerprint,
        CancellationToken cancellationToken
    ) =>
        WorkAsync(
            () => SqliteSubjects.Summaries(_connection, fingerprint, Location),
            cancellationToken
        );

    private protected override Task<List<JournalEntry>> PageAsync(
        string fingerprint,
        (byte[] Mask, int Repeat) after,
        CancellationToken cancellationToken
    ) => WorkAsync(() => Page(fingerprint, after), cancellationToken);

    private protected override Task<bool> RemoveAsync(
        string fingerprint,
        CancellationToken cancellationToken
    ) => WorkAsync(() => SqliteSubjects.Delete(_connection, fingerprint), cancellationToken);

    private protected override Task<Mask?> FindDamageAsync(
        string fingerprint,
        CancellationToken cancellationToken
    ) => WorkAsync(() => FindDamage(fingerprint), cancellationToken);

    private protected override Task<int> DropDamageAsync(CancellationToken cancellationToken) =>
        WorkAsync(
            () => SqliteTables.Of(_connection).IsChecked ? SqliteRows.DropDamaged(_connection) : 0,
            cancellationToken
        );

    private protected override Task ForgetRowsAsync(
        string fingerprint,
        MaskMatrix masks,
        CancellationToken cancellationToken
    ) => WorkAsync(() => Forget(fingerprint, masks), cancellationToken);

    private protected override Task ClaimRowsAsync(
        string fingerprint,
        MaskMatrix masks,
        Memory<bool> claimed,
        WorkerIdentity worker,
        CancellationToken cancellationToken
    ) =>
        Fleetingly(
            now =>
            {
                SqliteClaims.KeepAlive(_connection, worker, now + Moment.Of(Options.Lease));
                SqliteClaims.Claim(_connection, fingerprint, masks, claimed.Span, worker, now);
            },
            cancellationToken
        );

    private protected override async Task<int> DropDeadAsync(
        string host,
        CancellationToken cancellationToken
    )
    {
        int dropped = 0;
        await Fleetingly(
            _ => dropped = SqliteClaims.DropDead(_connection, host),
            cancellationToken
        );
        return dropped;
    }

    private protected override Task KeepAliveAsync(
        WorkerIdentity worker,
        CancellationToken cancellationToken
    ) =>
        Fleetingly(
            now => SqliteClaims.KeepAlive(_connection, worker, now + Moment.Of(Options.Lease)),
            cancellationToken
        );

    private protected override Task ReleaseRowsAsync(
        string fingerprint,
        WorkerIdentity worker,
        CancellationToken cancellationToken
    ) => Fleetingly(_ => SqliteClaims.Release(_connection, fingerprint, worker), cancellationToken);

    private static SqliteJournal Open(string path, JournalOptions options)
    {
        string file = Path.GetFullPath(path);
        if (options.MustExist && !File.Exists(file))
        {
            throw JournalFault.Missing(path);
        }

        if (!Directory.Exists(Path.GetDirectoryName(file)))
        {
            throw JournalFault.Unavailable(path, "its folder does not exist.");
        }

        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = options.MustExist
                    ? SqliteOpenMode.ReadWrite
                    : SqliteOpenMode.ReadWriteCreate,
                // A pooled connection would keep the file open, and its log beside it.
                Pooling = false,
                DefaultTimeout = (int)Math.Ceiling(options.Patience.TotalSeconds),
            }.ConnectionString
        );
        try
        {
            connection.Open();
            SqliteSchema.Prepare(connection, path, options);
            return new SqliteJournal(connection, path, options);
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw SqliteFault.Named(exception, path, options.Patience);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private bool Read(
        string fingerprint,
        MaskMatrix masks,
        Memory<double> values,
        Memory<bool> found,
        CancellationToken cancellationToken
    )
    {
        // One transaction, so that all look-ups see one state and lock the file once.
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: true);
        StoredSubject? subject = SqliteSubjects.Find(_connection, fingerprint, Location);
        if (subject is null)
        {
            return false;
        }

        int outputs = values.Length / masks.RowCount;
        subject.Check(masks.PartCount, outputs, Location);
        var mean = new MeanValues(values, found, outputs);
        using SqliteCommand select = SqliteRows.Select(_connection, subject.Id);
        for (int row = 0; row < masks.RowCount; row++)
        {
            if (row % CancellationRows == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            using SqliteDataReader kept = SqliteRows.Find(
                select,
                MaskBytes.Of(masks.Row(row), masks.PartCount)
            );
            while (kept.Read())
            {
                mean.Add(row, StoredEntry.Read(kept, subject, Location).Values.Span);
            }
        }

        return true;
    }

    private bool Append(string fingerprint, PackedRows rows, CancellationToken cancellationToken)
    {
        long now = Moment.Of(Options.Time.GetUtcNow());
        // The lock for writing is taken at once: a transaction that begins as a reader could not be made to wait for one.
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        SqliteSchema.Upgrade(_connection);
        StoredSubject subject =
            SqliteSubjects.Find(_connection, fingerprint, Location)
            ?? SqliteSubjects.Add(
                _connection,
                Begun.Find(fingerprint) ?? throw JournalFault.NotBegun(Location, fingerprint),
                Begun.DescriptionOf(fingerprint),
                now,
                Location
            );
        subject.Check(rows.PartCount, rows.OutputCount, Location);
        using SqliteCommand insert = SqliteRows.Insert(_connection, subject.Id, now);
        using SqliteCommand select = SqliteRows.SelectOther(_connection, subject.Id);
        using SqliteCommand ending = SqliteClaims.Ending(_connection, fingerprint);
        int disagreements = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            if (row % CancellationRows == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (
                !SqliteRows.TryAdd(insert, rows, row, subject.Subject.Fingerprint, now)
                && SqliteRows.Differs(select, rows, row)
            )
            {
                disagreements++;
            }

            SqliteClaims.End(ending, rows.Masks[row]);
        }

        if (disagreements > 0)
        {
            SqliteSubjects.CountDisagreements(_connection, subject.Id, disagreements);
        }

        transaction.Commit();
        return true;
    }

    private List<JournalEntry> Page(string fingerprint, (byte[] Mask, int Repeat) after)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: true);
        StoredSubject? subject = SqliteSubjects.Find(_connection, fingerprint, Location);
        return subject is null ? [] : SqliteRows.Page(_connection, subject, after, Location);
    }

    private Mask? FindDamage(string fingerprint)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: true);
        return
            SqliteSubjects.Find(_connection, fingerprint, Location) is { IsChecked: true } subject
            && SqliteRows.Damaged(_connection, subject.Id, most: 1) is [byte[] mask]
            ? MaskBytes.Read(mask, subject.PartCount)
                ?? throw JournalFault.Malformed(
                    Location,
                    $"a mask under {fingerprint} is {Convert.ToHexStringLower(mask)}."
                )
            : null;
    }

    private bool Forget(string fingerprint, MaskMatrix masks)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        SqliteSchema.Upgrade(_connection);
        if (SqliteSubjects.Find(_connection, fingerprint, Location) is { } subject)
        {
            SqliteRows.Delete(_connection, subject, masks);
        }

        transaction.Commit();
        return true;
    }

    /// <summary>Work on claims, which need not survive a power cut: it is not waited for the disk.</summary>
    private Task<bool> Fleetingly(Action<long> work, CancellationToken cancellationToken) =>
        WorkAsync(
            () =>
            {
                Execute("PRAGMA synchronous = NORMAL");
                try
                {
                    using SqliteTransaction transaction = _connection.BeginTransaction(
                        deferred: false
                    );
                    SqliteSchema.Upgrade(_connection);
                    work(Moment.Of(Options.Time.GetUtcNow()));
                    transaction.Commit();
                }
                finally
                {
                    Execute("PRAGMA synchronous = FULL");
                }

                return true;
            },
            cancellationToken
        );

    private void Close()
    {
        try
        {
            if (Worker is { } worker)
            {
                SqliteClaims.Leave(_connection, worker, Moment.Of(Options.Time.GetUtcNow()));
            }
        }
        catch (SqliteException)
        {
            // Its claims end by themselves when no sign of life comes any more.
        }

        _connection.Dispose();
    }

    private long Size()
    {
        string file = _connection.DataSource;
        return new[] { file, file + "-wal" }
            .Where(File.Exists)
            .Sum(static name => new FileInfo(name).Length);
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs work on the connection, one call at a time, on a thread that may block: SQLite has no asynchronous calls.</summary>
    private async Task<T> WorkAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return await Task.Run(work, cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw SqliteFault.Named(exception, Location, Options.Patience);
        }
        catch (Exception exception)
            when (exception is InvalidCastException or FormatException or OverflowException)
        {
            throw JournalFault.Malformed(
                Location,
                $"a column is of the wrong type ({exception.Message}).",
                exception
            );
        }
        finally
        {
            _gate.Release();
        }
    }
}
