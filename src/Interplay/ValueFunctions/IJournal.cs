using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>The store of ablations already paid for, keyed by the fingerprint of the value function and the mask.</summary>
public interface IJournal
{
    /// <summary>Says whose ablations follow, before the first is read or appended. A journal that only looks up by key may ignore it.</summary>
    /// <param name="subject">The value function.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="InterplayException"><c>journal-mismatch</c>: the journal holds ablations of other parts or outputs under this fingerprint.</exception>
    ValueTask BeginAsync(JournalSubject subject, CancellationToken cancellationToken = default) =>
        ValueTask.CompletedTask;

    /// <summary>
    /// Says what people call a value function: <c>prompt chat.json · model m · documents</c>. The latest description stays. It must not hold keys: it is
    /// printed and exported. A journal that lists nothing may ignore it.
    /// </summary>
    /// <param name="fingerprint">Fingerprint of the value function.</param>
    /// <param name="description">One line.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask DescribeAsync(
        string fingerprint,
        string description,
        CancellationToken cancellationToken = default
    ) => ValueTask.CompletedTask;

    /// <summary>The latest description of a value function; null when none is kept.</summary>
    /// <param name="fingerprint">Fingerprint of the value function.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    ValueTask<string?> DescriptionAsync(
        string fingerprint,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult<string?>(null);

    /// <summary>Looks masks up.</summary>
    /// <param name="fingerprint">Fingerprint of the value function.</param>
    /// <param name="masks">The masks wanted.</param>
    /// <param name="values">Receives the values of the masks that are known, rows x outputs; other rows stay as they are.</param>
    /// <param name="found">Receives, for each mask, whether it is known.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    ValueTask ReadAsync(
        string fingerprint,
        MaskMatrix masks,
        Memory<double> values,
        Memory<bool> found,
        CancellationToken cancellationToken = default
    );

    /// <summary>Makes ablations durable. Once this returns they are never paid for again.</summary>
    /// <param name="fingerprint">Fingerprint of the value function.</param>
    /// <param name="masks">The masks evaluated.</param>
    /// <param name="values">Their values, rows x outputs.</param>
    /// <param name="costs">What each cost, one a row; empty where that is not known.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    ValueTask AppendAsync(
        string fingerprint,
        MaskMatrix masks,
        ReadOnlyMemory<double> values,
        ReadOnlyMemory<AblationCost> costs = default,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Claims masks before they are asked for, so that processes which share a journal share the work: a mask that is known, or that another process
    /// works at, is not claimed. Claims end when the mask is appended, when they are released, and when the process gives no sign of life any more. A
    /// journal that is not shared claims all.
    /// </summary>
    /// <param name="fingerprint">Fingerprint of the value function.</param>
    /// <param name="masks">The masks, each once.</param>
    /// <param name="claimed">Receives, for each mask, whether the caller is to ask for it.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask ClaimAsync(
        string fingerprint,
        MaskMatrix masks,
        Memory<bool> claimed,
        CancellationToken cancellationToken = default
    )
    {
        claimed.Span.Fill(true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives up the claims of this process on masks of a value function that were not appended.</summary>
    /// <param name="fingerprint">Fingerprint of the value function.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask ReleaseAsync(string fingerprint, CancellationToken cancellationToken = default) =>
        ValueTask.CompletedTask;

    /// <summary>Forgets ablations whose values cannot be, so that better ones take their place. A journal that replaces values may ignore it.</summary>
    /// <param name="fingerprint">Fingerprint of the value function.</param>
    /// <param name="masks">The masks.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask ForgetAsync(
        string fingerprint,
        MaskMatrix masks,
        CancellationToken cancellationToken = default
    ) => ValueTask.CompletedTask;
}
