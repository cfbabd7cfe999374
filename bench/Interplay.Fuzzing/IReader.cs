namespace Interplay.Fuzzing;

/// <summary>Something that reads bytes of outside.</summary>
internal interface IReader : IAsyncDisposable
{
    /// <summary>Inputs that it reads well, which are damaged.</summary>
    IReadOnlyList<byte[]> Corpus { get; }

    /// <summary>Reads one input.</summary>
    /// <exception cref="InterplayException">It was refused by name; any other exception is a finding.</exception>
    Task ReadAsync(byte[] input, CancellationToken cancellationToken);
}
