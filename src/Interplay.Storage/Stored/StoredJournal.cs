using System.Runtime.CompilerServices;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Storage.Stored;

/// <summary>What the journals of all stores do alike: arguments are checked, subjects wait for their first ablation, entries come by the page.</summary>
public abstract class StoredJournal : IDurableJournal
{
    private protected StoredJournal(string location, JournalOptions options)
    {
        Location = location;
        Options = options;
    }

    /// <inheritdoc/>
    public string Location { get; }

    private protected JournalOptions Options { get; }

    private protected BegunSubjects Begun { get; } = new();

    /// <inheritdoc/>
    public async ValueTask BeginAsync(
        JournalSubject subject,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(subject);
        StoredSubject? stored = await FindSubjectAsync(subject.Fingerprint, cancellationToken);
        stored?.Check(subject, Location);
        Begun.Begin(subject);
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
            await AppendRowsAsync(fingerprint, rows, cancellationToken);
        }
    }

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
        byte[] after = [];
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

            after = MaskBytes.Of(page[^1].Mask.Words, page[^1].Mask.PartCount);
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
        byte[] after,
        CancellationToken cancellationToken
    );

    private protected abstract Task<bool> RemoveAsync(
        string fingerprint,
        CancellationToken cancellationToken
    );
}
