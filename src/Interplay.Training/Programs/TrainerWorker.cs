using System.ComponentModel;
using System.Diagnostics;

namespace Interplay.Training.Programs;

/// <summary>One running copy of a trainer. After any failure it is of no more use, since a late answer could be taken for another's.</summary>
internal sealed class TrainerWorker : IDisposable
{
    private const int KeptErrorLines = 5;

    /// <summary>Most characters of an answer: a hundred thousand outputs.</summary>
    private const int MostAnswer = 4 << 20;

    /// <summary>Most characters that are kept of a line of messages.</summary>
    private const int MostError = 1 << 10;

    private readonly Process _process;
    private readonly TimeSpan _timeout;
    private readonly Queue<string> _errors = new();
    private readonly BoundedLines _answers;

    private TrainerWorker(Process process, TimeSpan timeout)
    {
        _process = process;
        _timeout = timeout;
        _answers = new BoundedLines(process.StandardOutput, MostAnswer);
        _ = KeepErrorsAsync(new BoundedLines(process.StandardError, MostError));
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
            if (_answers.HasMore)
            {
                throw TrainerProtocol.Failed(
                    "trainer-command-malformed",
                    "The trainer wrote more than one line for a request. It must answer each with one."
                );
            }

            await _process.StandardInput.WriteLineAsync(line.AsMemory(), limit.Token);
            await _process.StandardInput.FlushAsync(limit.Token);
            string answer = await _answers.NextAsync(limit.Token) ?? throw await ExitedAsync(null);
            return answer.Length <= MostAnswer
                ? answer
                : throw TrainerProtocol.Failed(
                    "trainer-command-malformed",
                    $"The trainer wrote a line of more than {MostAnswer} characters. An answer is one short line of JSON."
                );
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

    private async Task KeepErrorsAsync(BoundedLines lines)
    {
        try
        {
            while (await lines.NextAsync(CancellationToken.None) is { } line)
            {
                Keep(line.Length <= MostError ? line : $"{line[..MostError]}…");
                lines.SkipRest();
            }
        }
        catch (Exception exception)
            when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended.
        }
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
