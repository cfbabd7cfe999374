using System.ComponentModel;
using System.Diagnostics;

namespace Interplay.Training.Programs;

/// <summary>One running copy of a trainer. After any failure it is of no more use, since a late answer could be taken for another's.</summary>
internal sealed class TrainerWorker : IDisposable
{
    private const int KeptErrorLines = 5;

    private readonly Process _process;
    private readonly TimeSpan _timeout;
    private readonly Queue<string> _errors = new();

    private TrainerWorker(Process process, TimeSpan timeout)
    {
        _process = process;
        _timeout = timeout;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Starts a copy and greets it.</summary>
    public static async Task<(TrainerWorker Worker, string[] Outputs)> StartAsync(
        TrainerCommandOptions options,
        string hello,
        CancellationToken cancellationToken
    )
    {
        string[] words = options.Words();
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Exception cause) when (cause is Win32Exception or InvalidOperationException)
        {
            throw TrainerProtocol.Failed(
                "trainer-command-not-started",
                $"The trainer '{words[0]}' cannot be started: {cause.Message}",
                cause
            );
        }

        var worker = new TrainerWorker(process, options.Timeout);
        try
        {
            return (
                worker,
                TrainerProtocol.ReadHello(await worker.AskAsync(hello, cancellationToken))
            );
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>Sends a line and waits for the next one.</summary>
    public async Task<string> AskAsync(string line, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        try
        {
            await _process.StandardInput.WriteLineAsync(line.AsMemory(), limit.Token);
            await _process.StandardInput.FlushAsync(limit.Token);
            return await _process.StandardOutput.ReadLineAsync(limit.Token)
                ?? throw await ExitedAsync(null);
        }
        catch (IOException cause)
        {
            throw await ExitedAsync(cause);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw TrainerProtocol.Failed(
                "trainer-command-timeout",
                $"The trainer gave no answer within {_timeout.TotalSeconds:0.###} s.{Errors()}",
                cause
            );
        }
    }

    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }

        _process.Dispose();
    }

    private async Task<InterplayException> ExitedAsync(Exception? cause)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        string code = "still running, its output closed";
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            code = $"exit code {_process.ExitCode}";
        }
        catch (OperationCanceledException)
        {
            // It closed its output and went on; what it does then is its own affair.
        }

        return TrainerProtocol.Failed(
            "trainer-command-exited",
            $"The trainer ended before it answered ({code}).{Errors()}",
            cause
        );
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (_errors)
        {
            _errors.Enqueue(line);
            if (_errors.Count > KeptErrorLines)
            {
                _errors.Dequeue();
            }
        }
    }

    private string Errors()
    {
        lock (_errors)
        {
            return _errors.Count == 0 ? "" : $" It said: {string.Join(" | ", _errors)}";
        }
    }
}
