using System.Diagnostics;
using System.Runtime.InteropServices;
using Interplay.Cli.Terminal;

namespace Interplay.Cli;

/// <summary>
/// Ctrl-C and termination, from before a command starts until it has ended: the first one asks the command to stop and to explain what was paid for, the
/// second ends the process at once. A command that is inside a long computation, or a call of a native library, and does not stop is ended: what was paid
/// for until then is in its journal or table.
/// </summary>
internal sealed class Interruption : IDisposable
{
    public const string Message = "Stopped before the end.";

    /// <summary>How long a command that works has to stop; of work that others keep from the cores, that much work.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>How long it has when it does nothing.</summary>
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private volatile bool _isOver;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _isOver = true;
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_source.IsCancellationRequested)
        {
            End();
        }

        // Not on this thread: what waits for the token goes on where it is cancelled.
        _ = _source.CancelAsync();
        new Thread(Watch) { IsBackground = true, Name = "interruption" }.Start();
    }

    private void Watch()
    {
        using var process = Process.GetCurrentProcess();
        TimeSpan worked = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        while (!_isOver)
        {
            Thread.Sleep(Look);
            process.Refresh();
            TimeSpan waited = Stopwatch.GetElapsedTime(start);
            if (
                waited > MostPatience
                || waited > Patience && process.TotalProcessorTime - worked > Patience
            )
            {
                ErrorLine.Write("interrupted", Message);
                End();
            }
        }
    }

    /// <summary>Ends the process as a signal would: nothing that it is in the middle of is waited for.</summary>
    private static void End()
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(ExitCode.Interrupted);
        }

        NativeExit(ExitCode.Interrupted);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void NativeExit(int code);
}
