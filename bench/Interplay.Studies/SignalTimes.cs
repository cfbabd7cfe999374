using System.Diagnostics;
using System.Globalization;
using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Studies;

/// <summary>
/// SIGINT and SIGTERM at random moments of ten commands, ten of each command: seconds from the signal to the end of the process, by the clock and of work,
/// and how it ended; as Markdown. Each command would take longer than the latest moment.
/// </summary>
/// <remarks>
/// <code>
/// dotnet build -c Release src/Interplay.Cli
/// dotnet run -c Release --project bench/Interplay.Studies -- signals [SEED [SIGNALS A COMMAND]] &gt; bench/results/acceptance-signals.md
/// </code>
/// </remarks>
internal static class SignalTimes
{
    private const int LatestMilliseconds = 3000;
    private const int LongestSeconds = 120;
    private const string Tool = "src/Interplay.Cli/bin/Release/net10.0/Interplay.Cli.dll";
    private const string Data = "samples/data/breast-cancer-train.csv";

    public static async Task RunAsync(string[] args)
    {
        ulong seed = args.Length > 0 ? ulong.Parse(args[0], CultureInfo.InvariantCulture) : 21;
        int signals = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10;
        var random = new SeededRandom(seed);
        string folder = Directory.CreateTempSubdirectory("interplay-signals-").FullName;
        var all = new List<Ending>();
        Console.WriteLine(
            $"Seed {seed}. Signals at random moments of the first {LatestMilliseconds / 1000} seconds.\n\n| command | signals | median s | worst s | worst s of work | ended with |\n|---|---|---|---|---|---|"
        );
        foreach ((string name, string[] command) in Commands(folder, random))
        {
            var endings = new List<Ending>();
            for (int i = 0; i < signals; i++)
            {
                endings.Add(
                    await EndAsync(
                        command,
                        i % 2 == 0 ? "-INT" : "-TERM",
                        random.NextInt(LatestMilliseconds)
                    )
                );
            }

            Print(name, endings);
            all.AddRange(endings);
        }

        Print("all", all);
        Directory.Delete(folder, recursive: true);
    }

    private static IEnumerable<(string Name, string[] Command)> Commands(
        string folder,
        SeededRandom random
    )
    {
        string large = WriteTable(folder, "large.csv", 120, 6000, random);
        string small = WriteTable(folder, "small.csv", 40, 3000, random);
        string empty = Path.Combine(folder, "empty.csv");
        string text = string.Join(' ', Enumerable.Repeat("a long and winding tale of woe", 20));
        using (
            var plan = Process.Start(
                new ProcessStartInfo(
                    "dotnet",
                    [
                        Tool,
                        "plan",
                        "--text",
                        text,
                        "--budget",
                        "50000",
                        "--method",
                        "proxyspex",
                        "-o",
                        empty,
                        "--quiet",
                    ]
                )
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                }
            )!
        )
        {
            plan.WaitForExit();
        }

        string journal = Path.Combine(folder, "x.journal");
        yield return ("recover, 120 parts, 6,000 masks", ["recover", large]);
        yield return ("recover --rounds", ["recover", large, "--rounds"]);
        yield return ("recover --method walshbayes", ["recover", large, "--method", "walshbayes"]);
        yield return (
            "recover --index SV",
            ["recover", small, "--index", "SII", "--order", "2", "--method", "shapleybayes"]
        );
        yield return ("bench tables", ["bench", "tables", folder, "--methods", "blend"]);
        yield return ("explain text", ["explain", "text", text, "--budget", "50000"]);
        yield return ("evaluate", ["evaluate", empty, "--text", text]);
        yield return (
            "explain data",
            [
                "explain",
                "data",
                Data,
                "--target",
                "diagnosis",
                "--test",
                "samples/data/breast-cancer-test.csv",
                "--parts",
                "clusters:40",
                "--trainer",
                "fasttree",
                "--budget",
                "5000",
                "--journal",
                journal,
            ]
        );
        yield return ("explain data, audit", ["explain", "data", Data, "--target", "diagnosis"]);
        yield return ("serve-model", ["serve-model", "--port", "0"]);
    }

    private static string WriteTable(
        string folder,
        string name,
        int parts,
        int rows,
        SeededRandom random
    )
    {
        string path = Path.Combine(folder, name);
        MaskMatrix masks = UniformDesign.Draw(parts, rows, random);
        using var text = new StreamWriter(path);
        text.WriteLine("mask,value");
        for (int row = 0; row < rows; row++)
        {
            text.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{masks.GetMask(row)},{masks.GetMask(row).KeptCount + random.NextDouble()}"
                )
            );
        }

        return path;
    }

    private static async Task<Ending> EndAsync(string[] command, string signal, int moment)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [Tool, .. command])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await Task.Delay(moment);
        if (process.HasExited)
        {
            return new Ending(0, 0, "before the signal");
        }

        double worked = Work(process.Id) ?? 0;
        double last = worked;
        long start = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", [signal, $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        while (!process.HasExited)
        {
            last = Work(process.Id) ?? last;
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > LongestSeconds)
            {
                process.Kill(entireProcessTree: true);
            }

            await Task.Delay(10);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Task.WhenAll(output, error);
        string said = (await error).Contains("unexpected-error", StringComparison.Ordinal)
            ? " (unexpected-error)"
            : "";
        return new Ending(seconds, last - worked, $"{process.ExitCode}{said}");
    }

    /// <summary>Seconds that a process has used of all cores, as Linux counts them.</summary>
    private static double? Work(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (
                    double.Parse(fields[11], CultureInfo.InvariantCulture)
                    + double.Parse(fields[12], CultureInfo.InvariantCulture)
                ) / 100;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Print(string name, List<Ending> endings)
    {
        double[] seconds = [.. endings.Select(static one => one.Seconds).Order()];
        string how = string.Join(
            ", ",
            endings
                .GroupBy(static one => one.How)
                .OrderByDescending(static group => group.Count())
                .Select(static group => $"{group.Key}: {group.Count()}")
        );
        Console.WriteLine(
            $"| {name} | {endings.Count} | {seconds[seconds.Length / 2]:0.00} | {seconds[^1]:0.00} | {endings.Max(static one => one.Work):0.00} | {how} |"
        );
    }

    private readonly record struct Ending(double Seconds, double Work, string How);
}
