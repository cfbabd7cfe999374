using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Exact;
using Interplay.Recovery.ShapleyBayes;

namespace Interplay.Studies;

/// <summary>
/// Errors of indices that weigh sets of all sizes, on games of which every value is known: mean square error over all sets of the index by the mean
/// square of their exact values, the median of some seeds; beside the best of all published estimators, chosen for each row after the fact
/// (<c>peers-indices.csv</c>), and for Shapley values beside KernelSHAP and permutation sampling; and how many values a nominal 90 % interval covers.
/// </summary>
/// <remarks>
/// <code>dotnet run -c Release --project bench/Interplay.Studies -- indices [SV,k-SII,STII,FSII] [100,300,1000] [SEEDS]</code>
/// </remarks>
internal static class IndexErrors
{
    private const double Normal95 = 1.6448536269514722;

    /// <summary>Errors below this are rounding: nobody is ahead there.</summary>
    private const double Level = 1e-5;

    public static void Run(string[] args)
    {
        InteractionIndex[] indices =
        [
            .. (args.Length > 0 ? args[0] : "SV,k-SII,STII,FSII")
                .Split(',')
                .Select(InteractionIndexNames.Parse),
        ];
        int[] budgets =
        [
            .. (args.Length > 1 ? args[1] : "100,300,1000").Split(',').Select(int.Parse),
        ];
        int seeds = args.Length > 2 ? int.Parse(args[2]) : 5;
        string folder = "bench/Interplay.Studies/games";
        Dictionary<(string, string, int), double> peers = File.ReadLines(
                "bench/Interplay.Studies/peers-indices.csv"
            )
            .Skip(1)
            .Select(static line => line.Split(','))
            .ToDictionary(
                static f => (f[0], f[1], int.Parse(f[2])),
                static f => double.Parse(f[4])
            );
        Console.WriteLine(
            "| game | index | masks | error | best peer | ratio | KernelSHAP | permutations | covered | processor s |\n|---|---|---|---|---|---|---|---|---|---|"
        );
        var totals =
            new Dictionary<InteractionIndex, (List<double> Ratios, int Covered, int Count)>();
        foreach ((string name, double[] values) in Games(folder))
        {
            foreach (InteractionIndex index in indices)
            {
                InteractionValues exact = Exact(values, index);
                foreach (int budget in budgets)
                {
                    Row(name, values, exact, budget, seeds, peers, totals);
                }
            }
        }

        foreach ((InteractionIndex index, (List<double> ratios, int covered, int count)) in totals)
        {
            ratios.Sort();
            string beside =
                ratios.Count == 0
                    ? "no peers"
                    : $"{ratios.Count(static r => r <= 1.2)} of {ratios.Count} rows at most 1.2 times the best peer, {ratios.Count(static r => r <= 1)} at most as large, median ratio {ratios[ratios.Count / 2]:0.00}, worst {ratios[^1]:0.0}";
            Console.WriteLine(
                $"\n{index.ToName()}: {beside}; 90 % intervals cover {100.0 * covered / count:0.0} % of {count} values."
            );
        }
    }

    private static void Row(
        string name,
        double[] values,
        InteractionValues exact,
        int budget,
        int seeds,
        Dictionary<(string, string, int), double> peers,
        Dictionary<InteractionIndex, (List<double> Ratios, int Covered, int Count)> totals
    )
    {
        int parts = exact.PartCount;
        InteractionIndex index = exact.Index;
        double energy = exact
            .Interactions.Where(static one => one.Parts.Order > 0)
            .Average(static one => one.Strength * one.Strength);
        var errors = new double[seeds];
        var kernel = new double[seeds];
        var permuted = new double[seeds];
        int covered = 0;
        int count = 0;
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        TimeSpan twins = default;
        for (int seed = 1; seed <= seeds; seed++)
        {
            var method = new ShapleyBayesMethod(index);
            MaskPlan plan = method.Plan(
                new PlanRequest
                {
                    PartCount = parts,
                    Budget = budget,
                    Seed = (ulong)seed,
                }
            );
            double[] asked =
            [
                .. Enumerable.Range(0, budget).Select(row => values[plan.Masks.Row(row)[0]]),
            ];
            InteractionValues found = method.Recover(plan, asked).Outputs[0].Interactions!;
            foreach (Interaction one in found.Interactions.Where(static one => one.Parts.Order > 0))
            {
                double off = one.Strength - exact[one.Parts];
                errors[seed - 1] += off * off;
                covered +=
                    Math.Abs(off) <= Normal95 * one.StandardError + 1e-12 * Math.Sqrt(energy)
                        ? 1
                        : 0;
                count++;
            }

            errors[seed - 1] /=
                found.Interactions.Count(static one => one.Parts.Order > 0) * energy;
            if (index == InteractionIndex.SV)
            {
                TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;
                kernel[seed - 1] = Error(NaiveShapley.Kernel(values, parts, budget, seed));
                permuted[seed - 1] = Error(NaiveShapley.Permutations(values, parts, budget, seed));
                twins += Process.GetCurrentProcess().TotalProcessorTime - start;
            }
        }

        double seconds =
            (Process.GetCurrentProcess().TotalProcessorTime - before - twins).TotalSeconds / seeds;
        double error = Median(errors);
        bool isKnown = peers.TryGetValue((name, index.ToName(), budget), out double best);
        double ratio = Math.Max(error, Level) / Math.Max(best, Level);
        string twin =
            index == InteractionIndex.SV
                ? $"{Median(kernel):0.0e0} | {Median(permuted):0.0e0}"
                : "- | -";
        Console.WriteLine(
            $"| {name} | {index.ToName()} | {budget} | {error:0.0e0} | {(isKnown ? $"{best:0.0e0} | {ratio:0.00}" : "- | -")} | {twin} | {100.0 * covered / count:0} % | {seconds:0.00} |"
        );
        (List<double> ratios, int allCovered, int all) = totals.GetValueOrDefault(
            index,
            ([], 0, 0)
        );
        if (isKnown)
        {
            ratios.Add(ratio);
        }

        totals[index] = (ratios, allCovered + covered, all + count);

        double Error(double[] shapley) =>
            shapley.Select((value, part) => Math.Pow(value - exact[PartSet.Of(part)], 2)).Average()
            / energy;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static InteractionValues Exact(double[] values, InteractionIndex index)
    {
        int parts = System.Numerics.BitOperations.Log2((uint)values.Length);
        return InteractionValues.Compute(
            new ExactMethod()
                .Recover(
                    MaskPlan.Given(
                        new PlanRequest { PartCount = parts, Budget = values.Length },
                        ExhaustiveDesign.All(parts)
                    ),
                    values
                )
                .Outputs[0]
                .Spectrum,
            index,
            index == InteractionIndex.SV ? 1 : 2
        );
    }

    /// <summary>Published games, and functions of sums, products and counts.</summary>
    private static IEnumerable<(string Name, double[] Values)> Games(string folder)
    {
        foreach (
            string path in Directory.GetFiles(folder, "*.f64.gz").Order(StringComparer.Ordinal)
        )
        {
            using var bytes = new MemoryStream();
            using var zip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            zip.CopyTo(bytes);
            yield return (
                Path.GetFileName(path)[..^".f64.gz".Length],
                MemoryMarshal.Cast<byte, double>(bytes.ToArray()).ToArray()
            );
        }

        double[] roots =
        [
            1.915,
            1.039,
            1.677,
            1.387,
            0.941,
            1.884,
            1.804,
            1.046,
            1.96,
            0.837,
            1.708,
            1.521,
            1.207,
            0.546,
            1.842,
            1.36,
        ];
        yield return ("made_kofn16_0", Made(16, static on => (on & 511) == 511 ? 4 : -6));
        yield return (
            "made_logsum14_0",
            Made(14, static on => Math.Log(1 + Sum(on, static i => i + 1)))
        );
        yield return (
            "made_majority15_0",
            Made(
                15,
                static on => Math.Tanh(2 * (System.Numerics.BitOperations.PopCount((uint)on) - 7.5))
            )
        );
        yield return (
            "made_prod14_0",
            Made(14, static on => Math.Pow(1.3, System.Numerics.BitOperations.PopCount((uint)on)))
        );
        yield return ("made_sqrt16_0", Made(16, on => Math.Sqrt(Sum(on, i => roots[i]))));
    }

    private static double[] Made(int parts, Func<int, double> value) =>
        [.. Enumerable.Range(0, 1 << parts).Select(value)];

    private static double Sum(int on, Func<int, double> weight)
    {
        double sum = 0;
        for (int part = 0; on >> part != 0; part++)
        {
            sum += (on >> part & 1) == 1 ? weight(part) : 0;
        }

        return sum;
    }
}
