using System.Diagnostics;
using System.Globalization;

namespace Interplay.Fuzzing;

/// <summary>All readers, one after another, each in a process that is watched.</summary>
internal static class FuzzRun
{
    /// <summary>A reader that says nothing for so long hangs.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(10);

    /// <summary>A process starts, and servers with it, within this.</summary>
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(60);

    /// <summary>Runs them and prints a line each.</summary>
    /// <returns>0 where nothing was found, 1 otherwise.</returns>
    public static async Task<int> RunAsync(string[] readers, TimeSpan time, ulong seed)
    {
        string folder = Directory.CreateTempSubdirectory("interplay-fuzz-").FullName;
        Console.WriteLine($"seed {seed}; findings in {folder}");
        Console.WriteLine();
        Console.WriteLine(
            "| reader | inputs | read | named errors | unnamed | hangs or crashes | slowest s | peak MiB |"
        );
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        var findings = new List<string>();
        foreach (string reader in readers)
        {
            Readers.Named(reader);
            await RunAsync(
                reader,
                time / readers.Length,
                seed,
                Directory.CreateDirectory(Path.Combine(folder, reader)).FullName,
                findings
            );
        }

        Console.WriteLine();
        findings.ForEach(Console.WriteLine);
        Console.WriteLine(
            findings.Count == 0 ? "Nothing was found." : $"{findings.Count} findings."
        );
        return findings.Count == 0 ? 0 : 1;
    }

    private static async Task RunAsync(
        string reader,
        TimeSpan time,
        ulong seed,
        string folder,
        List<string> findings
    )
    {
        var total = new long[4];
        double slowest = 0;
        long peak = 0;
        int hangs = 0;
        long start = Stopwatch.GetTimestamp();
        while (time - Stopwatch.GetElapsedTime(start) is { TotalSeconds: > 1 } left)
        {
            string[]? done = await ChildAsync(reader, left, seed++, folder, findings);
            if (done is null)
            {
                string kept = Path.Combine(folder, $"hang-{hangs++}");
                if (File.Exists(Path.Combine(folder, "input")))
                {
                    File.Copy(Path.Combine(folder, "input"), kept, overwrite: true);
                }

                findings.Add($"{reader}: hang or crash at {kept}");
                continue;
            }

            for (int i = 0; i < total.Length; i++)
            {
                total[i] += long.Parse(done[i], CultureInfo.InvariantCulture);
            }

            slowest = Math.Max(slowest, double.Parse(done[4], CultureInfo.InvariantCulture));
            peak = Math.Max(peak, long.Parse(done[5], CultureInfo.InvariantCulture));
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {reader} | {total[0]} | {total[1]} | {total[2]} | {total[3]} | {hangs} | {slowest:0.00} | {peak} |"
            )
        );
    }

    /// <summary>One process until its time is over; null where it hung or ended before.</summary>
    private static async Task<string[]?> ChildAsync(
        string reader,
        TimeSpan time,
        ulong seed,
        string folder,
        List<string> findings
    )
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        string[] arguments =
        [
            "--child",
            reader,
            time.TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
            seed.ToString(CultureInfo.InvariantCulture),
            folder,
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        using Process child = Process.Start(start)!;
        TimeSpan patience = Start;
        try
        {
            while (true)
            {
                using var limit = new CancellationTokenSource(patience);
                string? line = await child.StandardOutput.ReadLineAsync(limit.Token);
                patience = Hang;
                switch (line?.Split(' '))
                {
                    case null:
                        return null;
                    case ["done", .. string[] figures]:
                        return figures;
                    case ["unnamed", ..]:
                        findings.Add($"{reader}: {line}");
                        break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            child.Kill(entireProcessTree: true);
            await child.WaitForExitAsync();
        }
    }
}
