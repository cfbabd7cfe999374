using System.Runtime.CompilerServices;
using Interplay.Masks;
using Interplay.Storage.Stored;
using Interplay.ValueFunctions;
using Npgsql;

namespace Interplay.Storage.Postgres;

/// <summary>
/// A journal in a PostgreSQL database, shared by machines. A server that restarts or a connection that breaks costs time only: calls are tried
/// again until the patience of the options ends, which is safe because the first values of a mask stay.
/// </summary>
public sealed class PostgresJournal : IDurableJournal
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _source;
    private readonly JournalOptions _options;
    private readonly BegunSubjects _begun = new();

    private PostgresJournal(NpgsqlDataSource source, string location, JournalOptions options)
    {
        _source = source;
        _options = options;
        Location = location;
    }

    /// <inheritdoc/>
    public string Location { get; }

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
    public async ValueTask BeginAsync(
        JournalSubject subject,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(subject);
        StoredSubject? stored = await WorkAsync(
            connection =>
                PostgresSubjects.FindAsync(
                    connection,
                    subject.Fingerprint,
                    Location,
                    cancellationToken
                ),
            cancellationToken
        );
        stored?.Check(subject, Location);
        _begun.Begin(subject);
    }

    /// <inheritdoc/>
    public async ValueTask DescribeAsync(
        string fingerprint,
        string description,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        ArgumentNullException.ThrowIfNull(description);
        _begun.Describe(fingerprint, description);
        await WorkAsync(
            connection =>
                PostgresSubjects.DescribeAsync(
                    connection,
                    fingerprint,
                    description,
                    cancellationToken
                ),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async ValueTask ReadAsync(
        string fingerprint,
        MaskMatrix masks,
        Memory<double> values,
        Memory<bool> found,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentOutOfRangeException.ThrowIfLessThan(found.Length, masks.RowCount, nameof(found));
        found.Span.Clear();
        if (masks.RowCount > 0)
        {
            await WorkAsync(
                async connection =>
                {
                    StoredSubject? subject = await PostgresSubjects.FindAsync(
                        connection,
                        fingerprint,
                        Location,
                        cancellationToken
                    );
                    subject?.Check(masks.PartCount, values.Length / masks.RowCount, Location);
                    return subject is not null
                        && await PostgresRows.ReadAsync(
                            connection,
                            subject,
                            masks,
                            values,
                            found,
                            Location,
                            cancellationToken
                        );
                },
                cancellationToken
            );
        }
    }

    /// <inheritdoc/>
    public async ValueTask AppendAsync(
        string fingerprint,
        MaskMatrix masks,
        ReadOnlyMemory<double> values,
        ReadOnlyMemory<AblationCost> costs = default,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        ArgumentNullException.ThrowIfNull(masks);
        var rows = new PackedRows(masks, values.Span, costs.Span);
        if (rows.Count > 0)
        {
            await WorkAsync(
                connection => AppendAsync(connection, fingerprint, rows, cancellationToken),
                cancellationToken
            );
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FingerprintsAsync(
        string prefix = "",
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return WorkAsync(
            connection => PostgresSubjects.FingerprintsAsync(connection, prefix, cancellationToken),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalSummary>> ListAsync(
        CancellationToken cancellationToken = default
    ) =>
        WorkAsync(
            connection =>
                PostgresSubjects.SummariesAsync(
                    connection,
                    fingerprint: null,
                    Location,
                    cancellationToken
                ),
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<JournalSummary?> SummaryAsync(
        string fingerprint,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        IReadOnlyList<JournalSummary> found = await WorkAsync(
            connection =>
                PostgresSubjects.SummariesAsync(
                    connection,
                    fingerprint,
                    Location,
                    cancellationToken
                ),
            cancellationToken
        );
        return found is [JournalSummary only] ? only : null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalEntry> EntriesAsync(
        string fingerprint,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        byte[] after = [];
        while (true)
        {
            byte[] start = after;
            List<JournalEntry> page = await WorkAsync(
                connection =>
                    PostgresRows.PageAsync(
                        connection,
                        fingerprint,
                        start,
                        Location,
                        cancellationToken
                    ),
                cancellationToken
            );
            foreach (JournalEntry entry in page)
            {
                yield return entry;
            }

            if (page.Count < StoredEntry.PageSize)
            {
                yield break;
            }

            after = MaskBytes.Of(page[^1].Mask.Words, page[^1].Mask.PartCount);
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string fingerprint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        return WorkAsync(
            connection => PostgresSubjects.DeleteAsync(connection, fingerprint, cancellationToken),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<JournalSize> VacuumAsync(CancellationToken cancellationToken = default) =>
        WorkAsync(
            connection => PostgresSubjects.VacuumAsync(connection, cancellationToken),
            cancellationToken
        );

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

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

    private async Task<bool> AppendAsync(
        NpgsqlConnection connection,
        string fingerprint,
        PackedRows rows,
        CancellationToken cancellationToken
    )
    {
        long now = Moment.Of(_options.Time.GetUtcNow());
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(
            cancellationToken
        );
        StoredSubject subject =
            await PostgresAppend.SubjectAsync(
                connection,
                fingerprint,
                _begun.Find(fingerprint),
                _begun.DescriptionOf(fingerprint),
                now,
                Location,
                cancellationToken
            ) ?? throw JournalFault.NotBegun(Location, fingerprint);
        subject.Check(rows.PartCount, rows.OutputCount, Location);
        await PostgresAppend.RowsAsync(connection, subject.Id, rows, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Runs work on a connection, again when it failed for a reason that passes.</summary>
    private async Task<T> WorkAsync<T>(
        Func<NpgsqlConnection, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        long start = _options.Time.GetTimestamp();
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
                when (exception.IsTransient
                    && _options.Time.GetElapsedTime(start) < _options.Patience
                )
            {
                await Task.Delay(pause, _options.Time, cancellationToken);
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
