using Microsoft.Extensions.Hosting;

namespace Interplay.ModelServer.Hosting;

/// <summary>The server ends when its caller says so; it listens to no signals of its own.</summary>
internal sealed class CallersLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
