namespace Interplay.Storage.Stored;

/// <summary>How a journal is opened.</summary>
public sealed record JournalOptions
{
    /// <summary>The clock that says when an ablation was written.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// How long a call waits for other processes that write the same journal, or for a server that went away, before it fails. More than zero,
    /// at most a day; 30 seconds unless told.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the masks that this process works at stay its own after its last sign of life, of which there are four in that time: others that share
    /// the journal wait for it so long before they ask themselves. At least a second, at most a day; 30 seconds unless told. Clocks of machines that
    /// share a journal should agree to a fraction of it; where they do not, work is done twice and nothing is lost.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a journal that does not exist is an error (<c>journal-missing</c>); otherwise it is created.</summary>
    public bool MustExist { get; init; }

    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    internal JournalOptions Validated() =>
        Patience <= TimeSpan.Zero || Patience > TimeSpan.FromDays(1)
            ? throw OutOfRange("patience with", "more than zero", Patience)
        : Lease < TimeSpan.FromSeconds(1) || Lease > TimeSpan.FromDays(1)
            ? throw OutOfRange("lease of", "at least a second", Lease)
        : this;

    private static InterplayException OutOfRange(string what, string least, TimeSpan found) =>
        new(
            ErrorKind.Request,
            "option-out-of-range",
            $"The {what} a journal must be {least} and at most a day; found {found}."
        );
}
