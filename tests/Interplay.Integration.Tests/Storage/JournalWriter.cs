using System.Collections.Concurrent;
using System.Diagnostics;
using Interplay.Masks;

namespace Interplay.Integration.Tests.Storage;

/// <summary>
/// A process that appends rows one by one and notes each one that was acknowledged, until it is killed. It is this test program itself, told to
/// run <see cref="JournalWriterProgram"/> only.
/// </summary>
internal sealed class JournalWriter : IDisposable
{
    public const string Fingerprint = "written";

    private readonly Process _process;
    private readonly string _notes;
    private readonly ConcurrentQueue<string?> _heard = [];

    private JournalWriter(Process process, string notes)
    {
        _process = process;
        _notes = notes;
    }

    /// <summary>How many rows the process said were acknowledged.</summary>
    public int Acknowledged => File.Exists(_notes) ? (int)new FileInfo(_notes).Length : 0;

    /// <summary>The rows, in the order they are written.</summary>
    public static MaskMatrix Rows(ulong seed) => JournalRows.Masks(100_000, seed);

    public static JournalWriter Start(string address, string notes, ulong seed)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(JournalWriter).Assembly.Location);
        foreach (
            string argument in (string[])
                ["-class", typeof(JournalWriterProgram).FullName!, "-explicit", "only"]
        )
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[JournalWriterProgram.Address] = address;
        start.Environment[JournalWriterProgram.Notes] = notes;
        start.Environment[JournalWriterProgram.Seed] = seed.ToString();
        Process process = Process.Start(start)!;
        var writer = new JournalWriter(process, notes);
        process.OutputDataReceived += writer.Hear;
        process.ErrorDataReceived += writer.Hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return writer;
    }

    /// <summary>Waits until so many rows are acknowledged.</summary>
    public async Task AcknowledgedAsync(int rows, CancellationToken cancellationToken)
    {
        while (Acknowledged < rows)
        {
            Assert.False(_process.HasExited, $"The writer ended on its own. {Said}");
            await Task.Delay(10, cancellationToken);
        }
    }

    private string Said => string.Join('\n', _heard);

    private void Hear(object sender, DataReceivedEventArgs line) => _heard.Enqueue(line.Data);

    /// <summary>Kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
