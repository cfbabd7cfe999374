using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Catalogue;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Games;

namespace Interplay.Studies;

/// <summary>
/// Runs SPEX or ProxySPEX on the games of a folder with every budget of the peers and prints ours beside theirs, as Markdown.
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- peers FOLDER spex|proxyspex [seeds]
/// </code>
/// </remarks>
internal static class PeerCases
{
    public static async Task RunAsync(string[] args)
    {
        string folder = args[0];
        bool spex = args[1] == "spex";
        int seeds = args.Length > 2 ? int.Parse(args[2]) : 5;
        Console.WriteLine(
            spex
                ? "| case | calls | peer R2 | peer recall | ours: worst R2 | worst recall | peer s | ours processor ms, median |\n|---|---|---|---|---|---|---|---|"
                : "| case | method | budget | peer R2 | ours: worst R2 | median | peer s | ours processor s, median | ratio |\n|---|---|---|---|---|---|---|---|---|"
        );
        foreach (
            PeerFigure peer in PeerFigure
                .ForGamesIn(folder)
                .Where(peer => peer.Method == "shapiq.SPEX" == spex)
        )
        {
            await CompareAsync(folder, peer, spex, seeds);
        }
    }

    private static async Task CompareAsync(string folder, PeerFigure peer, bool spex, int seeds)
    {
        IRecoveryMethod method = RecoveryMethods.Named(
            spex ? "spex"
            : peer.Method.Contains("nohpo") ? "proxyspex-single"
            : "proxyspex"
        );
        var r2 = new List<double>();
        var recall = new List<double>();
        var seconds = new List<double>();
        foreach (double scale in spex ? [1, 1e-6, 1e6] : new double[] { 1 })
        {
            Game game = GameFolder.Read(folder, peer.Game, scale);
            for (int seed = 1; seed <= seeds; seed++)
            {
                TimeSpan start = Environment.CpuUsage.TotalTime;
                MaskPlan plan = method.Plan(
                    new PlanRequest
                    {
                        PartCount = game.PartCount,
                        Budget = peer.Budget,
                        Seed = (ulong)seed,
                    }
                );
                TimeSpan planned = Environment.CpuUsage.TotalTime;
                Ablations ablations = await new AblationEvaluator(
                    game,
                    batchSize: 4096
                ).EvaluateAsync(plan.Masks);
                TimeSpan evaluated = Environment.CpuUsage.TotalTime;
                RecoveryResult result = method.Recover(plan, ablations.Values.Span);
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
                ? $"| {peer.Game} | {peer.Budget} | {peer.R2:0.0000} | {peer.Recall:0.00} | {r2[0]:0.00000} | {recall.Min():0.00} | {peer.Seconds} | {1000 * median:0.0} |"
                : $"| {peer.Game} | {peer.Method} | {peer.Budget} | {peer.R2:0.000} | {r2[0]:0.0000} | {r2[r2.Count / 2]:0.0000} | {peer.Seconds} | {median:0.00} | {(double.TryParse(peer.Seconds, out double theirs) ? (theirs / median).ToString("0") : "-")} |"
        );
    }
}
