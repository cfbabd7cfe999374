using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Storage.Stored;

/// <summary>
/// A journal that outlives the process and is shared between processes. Once <see cref="IJournal.AppendAsync"/> returns, its ablations survive
/// the death of the process and of the machine. The first values of a mask stay; a second writer changes nothing. Every row carries a checksum, and
/// damage to one is an error. Safe for many threads. Disposing it leaves a SQLite journal in one file.
/// </summary>
/// <remarks>
/// Every call may throw an <see cref="InterplayException"/> named <c>journal-unavailable</c>, <c>journal-busy</c>, <c>journal-failed</c> or
/// <c>journal-malformed</c>.
/// </remarks>
public interface IDurableJournal : IJournal, IAsyncDisposable
{
    /// <summary>Where it is, as it may stand in a message: a path, or a server without its password.</summary>
    string Location { get; }

    /// <inheritdoc/>
    async ValueTask<string?> IJournal.DescriptionAsync(
        string fingerprint,
        CancellationToken cancellationToken
    ) => (await SummaryAsync(fingerprint, cancellationToken))?.Description;

    /// <summary>
    /// Makes several values of one mask durable, one by one: the k-th row of a mask is its k-th value. Those that are kept already stay.
    /// <see cref="IJournal.ReadAsync"/> gives their mean, <see cref="EntriesAsync"/> each of them.
    /// </summary>
    /// <param name="fingerprint">Fingerprint of the value function.</param>
    /// <param name="masks">The masks evaluated.</param>
    /// <param name="values">Their values, rows x outputs.</param>
    /// <param name="costs">What each cost, one a row; empty where that is not known.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    ValueTask AppendRepeatsAsync(
        string fingerprint,
        MaskMatrix masks,
        ReadOnlyMemory<double> values,
        ReadOnlyMemory<AblationCost> costs = default,
        CancellationToken cancellationToken = default
    );

    /// <summary>Deletes the rows that do not fit their checksums; they will be asked for again.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>How many there were.</returns>
    Task<int> DropDamagedAsync(CancellationToken cancellationToken = default);

    /// <summary>The fingerprints that begin with <paramref name="prefix"/>, sorted.</summary>
    /// <param name="prefix">Beginning of a fingerprint; empty for all.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    Task<IReadOnlyList<string>> FingerprintsAsync(
        string prefix = "",
        CancellationToken cancellationToken = default
    );

    /// <summary>What the journal holds, one summary a fingerprint, the oldest first.</summary>
    /// <param name="cancellationToken">Stops the look-up.</param>
    Task<IReadOnlyList<JournalSummary>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>What the journal holds under one fingerprint; null when it knows nothing of it.</summary>
    /// <param name="fingerprint">The whole fingerprint.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    Task<JournalSummary?> SummaryAsync(
        string fingerprint,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// The ablations under a fingerprint, all values of a mask, in the order of their masks (part 0 is the lowest bit of the first byte, bytes compared one by one),
    /// which is the same however they came. Those written meanwhile may be among them. The journal can be used while they are enumerated.
    /// </summary>
    /// <param name="fingerprint">The whole fingerprint; one that is unknown gives nothing.</param>
    /// <param name="cancellationToken">Stops the enumeration.</param>
    IAsyncEnumerable<JournalEntry> EntriesAsync(
        string fingerprint,
        CancellationToken cancellationToken = default
    );

    /// <summary>Deletes everything under a fingerprint.</summary>
    /// <param name="fingerprint">The whole fingerprint.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Whether there was anything.</returns>
    Task<bool> DeleteAsync(string fingerprint, CancellationToken cancellationToken = default);

    /// <summary>Gives the space of what was deleted back to the disk.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<JournalSize> VacuumAsync(CancellationToken cancellationToken = default);
}
