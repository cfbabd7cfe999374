using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Interplay.Training.Programs;

/// <summary>One running copy of a trainer. After any failure it is of no more use, since a late answer could be taken for another's.</summary>
internal sealed class TrainerWorker : IDisposable
{
    /// <summary>Longest line of an answer: a value takes some 25 bytes, and there are at most <see cref="TrainerProtocol.MostOutputs"/>.</summary>
    private const int MostLineBytes = 1 << 23;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly TimeSpan _timeout;
    private readonly BoundedLines _lines;
    private readonly LastWords _errors;

    private TrainerWorker(Process process, TimeSpan timeout)
    {
        _process = process;
        _timeout = timeout;
        _lines = new BoundedLines(process.StandardOutput.BaseStream, MostLineBytes);
        _errors = new LastWords(process.StandardError);
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
            if (_lines.HasMore)
            {
                throw TrainerProtocol.Failed(
                    "trainer-command-malformed",
                    "The trainer wrote more than one line for a request. It must answer each with one."
                );
            }

            await _process.StandardInput.WriteLineAsync(line.AsMemory(), limit.Token);
            await _process.StandardInput.FlushAsync(limit.Token);
            return await _lines.ReadAsync(limit.Token) ?? throw await ExitedAsync(null);
        }
        catch (IOException cause)
        {
            throw await ExitedAsync(cause);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw TrainerProtocol.Failed(
                "trainer-command-timeout",
                $"The trainer gave no answer within {Seconds(_timeout)}.{await ErrorsAsync()}",
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
            $"The trainer ended before it answered ({code}).{await ErrorsAsync()}",
            cause
        );
    }

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    private async Task<string> ErrorsAsync()
    {
        string said = await _errors.SaidAsync(Patience);
        return said.Length == 0 ? "" : $" It said: {said}";
    }
}
