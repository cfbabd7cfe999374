using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Catalogue;
using Interplay.Recovery.Sparse;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Games;

namespace Interplay.Studies;

/// <summary>
/// The sparse regime: full support from at most 600 ablations, the number predicted beforehand, and a quarter of the peers' budgets; as Markdown.
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- sparse FOLDER support|quarter [seeds]
/// </code>
/// </remarks>
internal static class SparseBudgets
{
    public static async Task RunAsync(string[] args)
    {
        string folder = args[0];
        int seeds = args.Length > 2 ? int.Parse(args[2]) : 5;
        if (args[1] == "support")
        {
            Console.WriteLine(
                "| game | parts, terms, order | recall at 600, by seed | least | predicted | ratio | processor s at 600 |\n|---|---|---|---|---|---|---|"
            );
            await SupportAsync("paper_n100_s10", 10, 5);
            await SupportAsync("paper_n100_s50", 50, 5);
            await SupportAsync("fourier_n1000_s5_z0", 5, 5);
            await SupportAsync("fourier_n1000_s5_z1", 5, 5);
            await SupportAsync("fourier_n1000_s5_z10", 5, 5);
            await SupportAsync(null, 15, 2);
        }
        else
        {
            Console.WriteLine(
                "| case | peer's calls | peer's recall | ours: calls | recall, by seed | at least the peer's | method | processor s, median |\n|---|---|---|---|---|---|---|---|"
            );
            foreach (
                PeerFigure peer in PeerFigure
                    .ForGamesIn(folder)
                    .Where(static peer => peer.Method == "shapiq.SPEX")
                    .Where(static peer =>
                        peer.Game.StartsWith("fourier_", StringComparison.Ordinal)
                    )
            )
            {
                await QuarterAsync(peer.Game, peer.Budget, peer.Recall);
            }

            // shapiq was not run on these; its formula 3 (p + 1) 2^b, p + 1 = 28 at n = 20 and 41 at n = 128, at about a term a bin or less.
            foreach (
                (string name, int bits) in new[]
                {
                    ("n20_s5", 5),
                    ("n20_s25", 7),
                    ("n20_s100", 9),
                    ("n128_s5", 5),
                    ("n128_s25", 7),
                    ("n128_s100", 9),
                }
            )
            {
                foreach (string noise in new[] { "z0", "z10" })
                {
                    await QuarterAsync(
                        $"mobius_{name}_{noise}",
                        3 * (name.StartsWith("n20", StringComparison.Ordinal) ? 28 : 41) << bits,
                        null
                    );
                }
            }
        }

        async Task SupportAsync(string? name, int terms, int order)
        {
            if (name is not null && !GameFolder.Has(folder, name))
            {
                return;
            }

            Func<int, (IValueFunction Function, PartSet[] Truth)> game = name is null
                ? PairsAndSingles
                : _ => Read(name);
            IValueFunction first = game(1).Function;
            var recalls = new List<double>();
            var cpu = new List<double>();
            for (int seed = 1; seed <= seeds; seed++)
            {
                (double recall, double seconds, _) = await Recall(game(seed), 600, seed);
                recalls.Add(recall);
                cpu.Add(seconds);
            }

            int least =
                name?.EndsWith("_z0", StringComparison.Ordinal) == false
                && name.StartsWith("fourier", StringComparison.Ordinal)
                    ? 0
                    : await Least(game);
            int predicted = SparseBudget.AblationsFor(first.PartCount, terms, order);
            Console.WriteLine(
                $"| {name ?? "5 pairs and 10 singles, another draw a seed"} | {first.PartCount}, {terms}, {order} | {Joined(recalls)} | {(least == 0 ? "-" : least)} | {predicted} | {(least == 0 ? "-" : ((double)predicted / least).ToString("0.00"))} | {cpu.Average():0.00} |"
            );
        }

        // The least budget, to 5 %, from which every seed finds the whole support and nothing else; the pursuit alone, as auto's blend could only add to it.
        async Task<int> Least(Func<int, (IValueFunction Function, PartSet[] Truth)> game)
        {
            double low = 60;
            double high = 90;
            while (!await Works((int)high))
            {
                low = high;
                high *= 1.4;
            }

            while (high / low > 1.05)
            {
                double middle = Math.Sqrt(low * high);
                if (await Works((int)middle))
                {
                    high = middle;
                }
                else
                {
                    low = middle;
                }
            }

            return (int)high;

            async Task<bool> Works(int budget)
            {
                for (int seed = 1; seed <= seeds; seed++)
                {
                    if ((await Recall(game(seed), budget, seed, "sparse")).Recall < 1)
                    {
                        return false;
                    }
                }

                return true;
            }
        }

        async Task QuarterAsync(string name, int calls, double? peer)
        {
            if (!GameFolder.Has(folder, name))
            {
                return;
            }

            var recalls = new List<double>();
            var cpu = new List<double>();
            var methods = new SortedSet<string>(StringComparer.Ordinal);
            for (int seed = 1; seed <= seeds; seed++)
            {
                (double recall, double seconds, string method) = await Recall(
                    Read(name),
                    calls / 4,
                    seed
                );
                recalls.Add(recall);
                cpu.Add(seconds);
                methods.Add(method);
            }

            cpu.Sort();
            double median = recalls.Order().ElementAt(seeds / 2);
            Console.WriteLine(
                $"| {name} | {calls} | {peer?.ToString("0.00") ?? "-"} | {calls / 4} | {Joined(recalls)} | {(median >= (peer ?? 0.995) - 0.005 ? "yes" : "no")} | {string.Join(", ", methods)} | {cpu[seeds / 2]:0.00} |"
            );
        }

        (IValueFunction Function, PartSet[] Truth) Read(string name)
        {
            Game game = GameFolder.Read(folder, name);
            return (game, [.. game.TopFourier.Select(term => term.Parts)]);
        }
    }

    private static async Task<(double Recall, double Seconds, string Method)> Recall(
        (IValueFunction Function, PartSet[] Truth) game,
        int budget,
        int seed,
        string name = "auto"
    )
    {
        IRecoveryMethod method = RecoveryMethods.Named(name);
        MaskPlan plan = method.Plan(
            new PlanRequest
            {
                PartCount = game.Function.PartCount,
                Budget = budget,
                Seed = (ulong)seed,
            }
        );
        Ablations ablations = await new AblationEvaluator(
            game.Function,
            batchSize: 4096
        ).EvaluateAsync(plan.Masks);
        TimeSpan start = Environment.CpuUsage.TotalTime;
        RecoveryResult result = method.Recover(plan, ablations.Values.Span);
        double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        HashSet<PartSet> largest =
        [
            .. result
                .Outputs[0]
                .Spectrum.Terms.Where(term => term.Parts.Order > 0)
                .OrderByDescending(term => Math.Abs(term.Coefficient))
                .Take(game.Truth.Length)
                .Select(term => term.Parts),
        ];
        return (
            (double)game.Truth.Count(largest.Contains) / game.Truth.Length,
            seconds,
            result.Method
        );
    }

    private static (IValueFunction Function, PartSet[] Truth) PairsAndSingles(int seed)
    {
        var random = new SeededRandom((ulong)seed, 1);
        int[] parts = random.Permutation(1000)[..20];
        PartSet[] truth =
        [
            .. parts[..10].Select(part => PartSet.Of(part)),
            .. Enumerable
                .Range(0, 5)
                .Select(pair => PartSet.Of(parts[10 + 2 * pair], parts[11 + 2 * pair])),
        ];
        double[] signs = [.. truth.Select(_ => random.NextInt(2) == 0 ? -1.0 : 1)];
        var spectrum = new Spectrum(
            1000,
            truth.Select((set, i) => new SpectrumTerm(set, signs[i]))
        );
        return (
            new DelegateValueFunction(1000, (Mask mask) => spectrum.Evaluate(mask.Words)),
            truth
        );
    }

    private static string Joined(List<double> recalls) =>
        recalls.All(recall => recall == 1)
            ? "1.00, all"
            : string.Join(" ", recalls.Select(recall => recall.ToString("0.00")));
}
