using System.Diagnostics;
using Interplay.Integration.Tests.Cli;

namespace Interplay.Integration.Tests.Prompts;

/// <summary><c>interplay serve-model</c> with the shipped language model, a process of its own on a port of its own; ended with the test.</summary>
internal sealed class ModelProcess : IAsyncDisposable
{
    private const string Greeting = "Listening on ";
    private readonly Process _process;

    private ModelProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it answers, with <c>/v1</c> at the end.</summary>
    public Uri Address { get; }

    /// <summary>Starts it.</summary>
    /// <param name="delay">Milliseconds that every answer takes longer, so that a moment of a run is one with questions in flight.</param>
    /// <param name="token">What clients must show; null for nothing.</param>
    public static async Task<ModelProcess> StartAsync(int delay, string? token = null)
    {
        Process process = CliProcess.Start(
            ["serve-model", "reviews-lm", "--port", "0", "--delay", $"{delay}"],
            token is null
                ? null
                : new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["INTERPLAY_SERVER_TOKEN"] = token,
                }
        );
        string? line = await process.StandardOutput.ReadLineAsync(
            TestContext.Current.CancellationToken
        );
        if (line is null || !line.StartsWith(Greeting, StringComparison.Ordinal))
        {
            string error = await process.StandardError.ReadToEndAsync(
                TestContext.Current.CancellationToken
            );
            process.Dispose();
            throw new InvalidOperationException($"serve-model said '{line}'. {error}");
        }

        return new ModelProcess(process, new Uri(line[Greeting.Length..]));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
