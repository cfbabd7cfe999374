#:project ../../src/Interplay/Interplay.csproj

// Runs SPEX and ProxySPEX on every case and budget of the peers' tables and prints ours beside theirs, as Markdown.
// dotnet run -c Release bench/acceptance/peers.cs -- ../shared spex|proxyspex [seeds]
using System.Globalization;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Catalogue;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Games;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string shared = args[0];
string wanted = args[1];
int seeds = args.Length > 2 ? int.Parse(args[2]) : 5;
bool spex = wanted == "spex";
string[][] rows =
[
    .. File.ReadLines(Path.Combine(shared, "peers.md"))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
        .Where(cells =>
            spex
                ? cells.Length == 7 && int.TryParse(cells[1], out _)
                : cells.Length == 7 && cells[1].Contains("ProxySPEX")
        ),
];
Console.WriteLine(
    spex
        ? "| case | calls | peer R2 | peer recall | ours: worst R2 | worst recall | peer s | ours processor ms, median |\n|---|---|---|---|---|---|---|---|"
        : "| case | method | budget | peer R2 | ours: worst R2 | median | peer s | ours processor s, median | ratio |\n|---|---|---|---|---|---|---|---|---|"
);
foreach (string[] row in rows)
{
    string name = row[0];
    int budget = int.Parse(spex ? row[1] : row[2]);
    string method =
        spex ? "spex"
        : row[1].Contains("nohpo") ? "proxyspex-single"
        : "proxyspex";
    var r2 = new List<double>();
    var recall = new List<double>();
    var seconds = new List<double>();
    foreach (double scale in spex ? [1, 1e-6, 1e6] : new double[] { 1 })
    {
        using FileStream json = File.OpenRead(Path.Combine(shared, "cases", name + ".json"));
        Game game = GameReader.Read(
            json,
            file => File.OpenRead(Path.Combine(shared, "cases", file)),
            scale
        );
        for (int seed = 1; seed <= seeds; seed++)
        {
            IRecoveryMethod recovery = RecoveryMethods.Named(method);
            TimeSpan start = Environment.CpuUsage.TotalTime;
            MaskPlan plan = recovery.Plan(
                new PlanRequest
                {
                    PartCount = game.PartCount,
                    Budget = budget,
                    Seed = (ulong)seed,
                }
            );
            TimeSpan planned = Environment.CpuUsage.TotalTime;
            Ablations ablations = await new AblationEvaluator(game, batchSize: 4096).EvaluateAsync(
                plan.Masks
            );
            TimeSpan evaluated = Environment.CpuUsage.TotalTime;
            RecoveryResult result = recovery.Recover(plan, ablations.Values.Span);
            seconds.Add(
                (Environment.CpuUsage.TotalTime - evaluated + planned - start).TotalSeconds
            );
            GameScore score = GameScore.Of(game, result.Outputs[0].Spectrum);
            r2.Add(score.Held.R2?.Estimate ?? 1);
            recall.Add(score.Recall ?? double.NaN);
        }
    }

    seconds.Sort();
    r2.Sort();
    double median = seconds[seconds.Count / 2];
    Console.WriteLine(
        spex
            ? $"| {name} | {budget} | {row[2]} | {row[3]} | {r2[0]:0.00000} | {recall.Min():0.00} | {(row[4] == "-" ? row[5] + " cold" : row[4])} | {1000 * median:0.0} |"
            : $"| {name} | {row[1]} | {budget} | {row[3]} | {r2[0]:0.0000} | {r2[r2.Count / 2]:0.0000} | {row[5]} | {median:0.00} | {(double.TryParse(row[5], out double peer) ? (peer / median).ToString("0") : "-")} |"
    );
}
