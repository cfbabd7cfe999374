namespace Interplay.ModelServer.Serving;

/// <summary>Lets as many runs of a model at once as there are cores; the others wait their turn, one run at a time, so that a long answer does not keep short ones waiting.</summary>
internal sealed class RunGate(int cores) : IDisposable
{
    private readonly SemaphoreSlim _free = new(cores);

    /// <summary>Runs work when its turn has come.</summary>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
