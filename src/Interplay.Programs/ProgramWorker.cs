using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Interplay.Programs;

/// <summary>One running copy of a program. After any failure it is of no more use, since a late answer could be taken for another's.</summary>
internal sealed class ProgramWorker : IDisposable
{
    /// <summary>Longest line of an answer: a value takes some 25 bytes, and there are at most <see cref="ProgramLine.MostOutputs"/>.</summary>
    private const int MostLineBytes = 1 << 23;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly TimeSpan _timeout;
    private readonly ProgramFaults _faults;
    private readonly BoundedLines _lines;
    private readonly LastWords _errors;

    private ProgramWorker(Process process, TimeSpan timeout, ProgramFaults faults)
    {
        _process = process;
        _timeout = timeout;
        _faults = faults;
        _lines = new BoundedLines(process.StandardOutput.BaseStream, MostLineBytes, faults);
        _errors = new LastWords(process.StandardError);
    }

    /// <summary>Starts a copy.</summary>
    public static ProgramWorker Start(ProgramOptions options, ProgramFaults faults)
    {
        string[] words = options.Words(faults);
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        try
        {
            return new ProgramWorker(Process.Start(start)!, options.Timeout, faults);
        }
        catch (Exception cause) when (cause is Win32Exception or InvalidOperationException)
        {
            throw faults.NotStarted(
                $"The {faults.Noun} '{words[0]}' cannot be started: {cause.Message}",
                cause
            );
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
                throw _faults.Malformed(
                    $"The {_faults.Noun} wrote more than one line for a request. It must answer each with one."
                );
            }

            // A program that writes and does not read is heard all the same: its line is refused, not waited for.
            Task<string?> answer = _lines.ReadAsync(limit.Token);
            Task request = WriteAsync(line, limit.Token);
            await Task.WhenAny(answer, request);
            if (request.IsFaulted)
            {
                await request;
            }

            string said = await answer ?? throw await ExitedAsync(null);
            await request;
            return said;
        }
        catch (IOException cause)
        {
            throw await ExitedAsync(cause);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw _faults.TimedOut(
                $"The {_faults.Noun} gave no answer within {Seconds(_timeout)}.{await ErrorsAsync()}",
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

        return _faults.Exited(
            $"The {_faults.Noun} ended before it answered ({code}).{await ErrorsAsync()}",
            cause
        );
    }

    private async Task WriteAsync(string line, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
    }

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    private async Task<string> ErrorsAsync()
    {
        string said = await _errors.SaidAsync(Patience);
        return said.Length == 0 ? "" : $" It said: {said}";
    }
}
