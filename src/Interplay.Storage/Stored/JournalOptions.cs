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

    /// <summary>Whether a journal that does not exist is an error (<c>journal-missing</c>); otherwise it is created.</summary>
    public bool MustExist { get; init; }

    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    internal JournalOptions Validated() =>
        Patience > TimeSpan.Zero && Patience <= TimeSpan.FromDays(1)
            ? this
            : throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"The patience with a journal must be more than zero and at most a day; found {Patience}."
            );
}
