using System.Runtime.CompilerServices;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Storage.Stored;

/// <summary>What the journals of all stores do alike: arguments are checked, subjects wait for their first ablation, entries come by the page.</summary>
public abstract class StoredJournal : IDurableJournal
{
    private readonly Lock _lock = new();
    private Pulse? _pulse;

    private protected StoredJournal(string location, JournalOptions options)
    {
        Location = location;
        Options = options;
    }

    /// <inheritdoc/>
    public string Location { get; }

    private protected JournalOptions Options { get; }

    private protected BegunSubjects Begun { get; } = new();

    /// <summary>The number that this journal claims masks under; null until it has.</summary>
    private protected WorkerIdentity? Worker => _pulse?.Worker;

    /// <inheritdoc/>
    public async ValueTask BeginAsync(
        JournalSubject subject,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(subject);
        StoredSubject? stored = await FindSubjectAsync(subject.Fingerprint, cancellationToken);
        stored?.Check(subject, Location);
        // Once is enough: what is read is checked each time, this finds what would not be read.
        if (
            Begun.Begin(subject)
            && await FindDamageAsync(subject.Fingerprint, cancellationToken) is { } damaged
        )
        {
            throw JournalFault.DamagedRow(Location, subject.Fingerprint, damaged.ToString());
        }
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
        Begun.Describe(fingerprint, description);
        await WriteDescriptionAsync(fingerprint, description, cancellationToken);
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
            await ReadRowsAsync(fingerprint, masks, values, found, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask AppendAsync(
        string fingerprint,
        MaskMatrix masks,
        ReadOnlyMemory<double> values,
        ReadOnlyMemory<AblationCost> costs = default,
        CancellationToken cancellationToken = default
    ) => AppendAsync(fingerprint, masks, values, costs, areRepeats: false, cancellationToken);

    /// <inheritdoc/>
    public ValueTask AppendRepeatsAsync(
        string fingerprint,
        MaskMatrix masks,
        ReadOnlyMemory<double> values,
        ReadOnlyMemory<AblationCost> costs = default,
        CancellationToken cancellationToken = default
    ) => AppendAsync(fingerprint, masks, values, costs, areRepeats: true, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ForgetAsync(
        string fingerprint,
        MaskMatrix masks,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        ArgumentNullException.ThrowIfNull(masks);
        if (masks.RowCount > 0)
        {
            await ForgetRowsAsync(fingerprint, masks, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ClaimAsync(
        string fingerprint,
        MaskMatrix masks,
        Memory<bool> claimed,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentOutOfRangeException.ThrowIfLessThan(
            claimed.Length,
            masks.RowCount,
            nameof(claimed)
        );
        if (masks.RowCount == 0)
        {
            return;
        }

        Pulse pulse;
        lock (_lock)
        {
            pulse = _pulse ??= new Pulse(this);
        }

        await ClaimRowsAsync(fingerprint, masks, claimed, pulse.Worker, cancellationToken);
        // What was not to be had may be a dead process's.
        if (
            claimed.Span[..masks.RowCount].Contains(false)
            && pulse.IsTimeToLook()
            && await DropDeadAsync(WorkerIdentity.Host, cancellationToken) > 0
        )
        {
            await ClaimRowsAsync(fingerprint, masks, claimed, pulse.Worker, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(
        string fingerprint,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        if (Worker is { } worker)
        {
            await ReleaseRowsAsync(fingerprint, worker, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<int> DropDamagedAsync(CancellationToken cancellationToken = default) =>
        DropDamageAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FingerprintsAsync(
        string prefix = "",
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return FindFingerprintsAsync(prefix, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalSummary>> ListAsync(
        CancellationToken cancellationToken = default
    ) => SummariesAsync(fingerprint: null, cancellationToken);

    /// <inheritdoc/>
    public async Task<JournalSummary?> SummaryAsync(
        string fingerprint,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        IReadOnlyList<JournalSummary> found = await SummariesAsync(fingerprint, cancellationToken);
        return found is [JournalSummary only] ? only : null;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalEntry> EntriesAsync(
        string fingerprint,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        (byte[] Mask, int Repeat) after = ([], -1);
        while (true)
        {
            List<JournalEntry> page = await PageAsync(fingerprint, after, cancellationToken);
            foreach (JournalEntry entry in page)
            {
                yield return entry;
            }

            if (page.Count < StoredEntry.PageSize)
            {
                yield break;
            }

            after = (MaskBytes.Of(page[^1].Mask.Words, page[^1].Mask.PartCount), page[^1].Repeat);
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string fingerprint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        return RemoveAsync(fingerprint, cancellationToken);
    }

    /// <inheritdoc/>
    public abstract Task<JournalSize> VacuumAsync(CancellationToken cancellationToken = default);

    /// <summary>Closes the journal.</summary>
    public abstract ValueTask DisposeAsync();

    private protected abstract Task<StoredSubject?> FindSubjectAsync(
        string fingerprint,
        CancellationToken cancellationToken
    );

    private protected abstract Task WriteDescriptionAsync(
        string fingerprint,
        string description,
        CancellationToken cancellationToken
    );

    private protected abstract Task ReadRowsAsync(
        string fingerprint,
        MaskMatrix masks,
        Memory<double> values,
        Memory<bool> found,
        CancellationToken cancellationToken
    );

    private protected abstract Task AppendRowsAsync(
        string fingerprint,
        PackedRows rows,
        CancellationToken cancellationToken
    );

    private protected abstract Task<IReadOnlyList<string>> FindFingerprintsAsync(
        string prefix,
        CancellationToken cancellationToken
    );

    /// <summary>The summary of one value function, or of all where none is named.</summary>
    private protected abstract Task<IReadOnlyList<JournalSummary>> SummariesAsync(
        string? fingerprint,
        CancellationToken cancellationToken
    );

    /// <summary>At most <see cref="StoredEntry.PageSize"/> entries, in the order of their masks, from the first after a mask.</summary>
    private protected abstract Task<List<JournalEntry>> PageAsync(
        string fingerprint,
        (byte[] Mask, int Repeat) after,
        CancellationToken cancellationToken
    );

    /// <summary>The mask of a row under a fingerprint that does not fit its checksum; null where all do, or none has one.</summary>
    private protected abstract Task<Mask?> FindDamageAsync(
        string fingerprint,
        CancellationToken cancellationToken
    );

    private protected abstract Task<int> DropDamageAsync(CancellationToken cancellationToken);

    private protected abstract Task ForgetRowsAsync(
        string fingerprint,
        MaskMatrix masks,
        CancellationToken cancellationToken
    );

    private protected abstract Task ClaimRowsAsync(
        string fingerprint,
        MaskMatrix masks,
        Memory<bool> claimed,
        WorkerIdentity worker,
        CancellationToken cancellationToken
    );

    private protected abstract Task KeepAliveAsync(
        WorkerIdentity worker,
        CancellationToken cancellationToken
    );

    /// <summary>Forgets the workers of a host whose processes run no more.</summary>
    /// <returns>How many there were.</returns>
    private protected abstract Task<int> DropDeadAsync(
        string host,
        CancellationToken cancellationToken
    );

    private protected abstract Task ReleaseRowsAsync(
        string fingerprint,
        WorkerIdentity worker,
        CancellationToken cancellationToken
    );

    /// <summary>Ends the signs of life, before the journal closes.</summary>
    private protected async ValueTask StopAsync()
    {
        if (_pulse is { } pulse)
        {
            await pulse.DisposeAsync();
        }
    }

    private protected abstract Task<bool> RemoveAsync(
        string fingerprint,
        CancellationToken cancellationToken
    );

    /// <summary>The signs of life of this journal, as long as it is open: without them its claims end and others take its work over.</summary>
    private sealed class Pulse : IAsyncDisposable
    {
        /// <summary>Signs of life within a lease: one may be late, and another lost.</summary>
        private const int BeatsPerLease = 4;

        /// <summary>How often it is looked for processes that have died.</summary>
        private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

        private readonly StoredJournal _journal;
        private readonly ITimer _timer;
        private long _looked;

        public Pulse(StoredJournal journal)
        {
            _journal = journal;
            TimeSpan interval = journal.Options.Lease / BeatsPerLease;
            _timer = journal.Options.Time.CreateTimer(
                _ => _ = BeatAsync(),
                null,
                interval,
                interval
            );
        }

        public WorkerIdentity Worker { get; } = WorkerIdentity.New();

        /// <summary>Whether it is time to look for processes that have died; if so, it is not for a while.</summary>
        public bool IsTimeToLook()
        {
            TimeProvider time = _journal.Options.Time;
            long last = Interlocked.Read(ref _looked);
            long now = time.GetTimestamp();
            return (last == 0 || time.GetElapsedTime(last, now) > LookInterval)
                && Interlocked.CompareExchange(ref _looked, now, last) == last;
        }

        public ValueTask DisposeAsync() => _timer.DisposeAsync();

        private async Task BeatAsync()
        {
            try
            {
                await _journal.KeepAliveAsync(Worker, CancellationToken.None);
            }
            catch (Exception exception)
                when (exception is InterplayException or ObjectDisposedException)
            {
                // The store is away: others may do the same work again, and nothing is lost by that.
            }
        }
    }

    private async ValueTask AppendAsync(
        string fingerprint,
        MaskMatrix masks,
        ReadOnlyMemory<double> values,
        ReadOnlyMemory<AblationCost> costs,
        bool areRepeats,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        ArgumentNullException.ThrowIfNull(masks);
        var rows = new PackedRows(masks, values.Span, costs.Span, areRepeats);
        if (rows.Count > 0)
        {
            await AppendRowsAsync(fingerprint, rows, cancellationToken);
        }
    }
}
