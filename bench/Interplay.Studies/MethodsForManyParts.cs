using System.Diagnostics;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery;
using Interplay.Recovery.Catalogue;

namespace Interplay.Studies;

/// <summary>
/// Which method where parts are many: wide, the blend (or auto) and ProxySPEX on the same masks, each in a process of its own; as Markdown.
/// Noise of half the signal's deviation. R2 on 2,000 fresh masks without noise. A run of more than LIMIT seconds of processor time is
/// stopped: "over". Cases:
/// <list type="bullet">
/// <item>sparse: 200 terms, 40 of them pairs, a third of these of parts that do nothing alone, those of <see cref="WideRecovery"/></item>
/// <item>weak: a quarter of the parts, at most 500, with Gaussian weights, and 50 weak pairs among them: training rows</item>
/// <item>layered: 20 strong parts, all pairs and 60 triples among 12 of them, decaying: a hierarchy</item>
/// </list>
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- manyparts CASES METHODS PARTSxMASKS,... [LIMIT]
/// </code>
/// </remarks>
internal static class MethodsForManyParts
{
    public static void Run(string[] args)
    {
        if (args[0] == "one")
        {
            One(args[1], args[2], int.Parse(args[3]), int.Parse(args[4]));
            return;
        }

        double limit = args.Length > 3 ? double.Parse(args[3]) : 120;
        Console.WriteLine(
            "| case | parts | masks | method | R2 | cross-validated | terms | processor s | peak memory GB |\n|---|---|---|---|---|---|---|---|---|"
        );
        foreach (string size in args[2].Split(','))
        {
            string[] numbers = size.Split('x');
            foreach (string name in args[0].Split(','))
            {
                foreach (string method in args[1].Split(','))
                {
                    Console.WriteLine(
                        $"| {name} | {numbers[0]} | {numbers[1]} | {method} | {Bounded(name, method, numbers)} |"
                    );
                }
            }
        }

        string Bounded(string name, string method, string[] numbers)
        {
            using Process process = StudyProcess.Start(
                "manyparts",
                "one",
                name,
                method,
                numbers[0],
                numbers[1]
            );
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            long peak = 0;
            TimeSpan spent = default;
            while (!process.WaitForExit(200))
            {
                try
                {
                    process.Refresh();
                    peak = Math.Max(peak, process.PeakWorkingSet64);
                    spent = process.TotalProcessorTime;
                }
                catch (InvalidOperationException)
                {
                    // It ended between the two looks.
                    break;
                }

                if (spent.TotalSeconds > limit)
                {
                    process.Kill();
                    return $"over | | | {limit:0} | {peak / 1e9:0.00}";
                }
            }

            process.WaitForExit();
            return output.Result.Trim() is { Length: > 0 } said
                ? said
                : $"failed ({process.ExitCode}) | | | | {peak / 1e9:0.00}";
        }
    }

    private static void One(string name, string method, int parts, int rows)
    {
        Spectrum truth = Truth(name, parts);
        MaskMatrix masks = UniformDesign.Draw(parts, rows, new SeededRandom(7, 1));
        MaskMatrix fresh = UniformDesign.Draw(parts, 2000, new SeededRandom(7, 2));
        double deviation = Math.Sqrt(
            truth
                .Terms.Where(static term => term.Parts.Order > 0)
                .Sum(static term => term.Coefficient * term.Coefficient)
        );
        var random = new SeededRandom(3, 9);
        double[] values =
        [
            .. truth
                .Evaluate(masks)
                .Select(value => value + 0.5 * deviation * random.NextGaussian()),
        ];
        var plan = MaskPlan.Given(
            new PlanRequest
            {
                PartCount = parts,
                Budget = rows,
                PartsAreOrdered = false,
            },
            masks
        );
        TimeSpan start = Environment.CpuUsage.TotalTime;
        try
        {
            RecoveryResult result = RecoveryMethods.Named(method).Recover(plan, values);
            double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
            using var self = Process.GetCurrentProcess();
            Spectrum spectrum = result.Outputs[0].Spectrum;
            double r2 = Faithfulness
                .Measure(spectrum, fresh, truth.Evaluate(fresh))
                .R2!.Value.Estimate;
            Console.WriteLine(
                $"{r2:0.000} | {result.Outputs[0].CrossValidatedR2?.Estimate:0.000} | {spectrum.Terms.Count(static term => term.Parts.Order > 0)} | {seconds:0.0} | {self.PeakWorkingSet64 / 1e9:0.00}"
            );
            Console.Error.WriteLine(result.Notes.Count > 0 ? result.Notes[0] : "");
        }
        catch (InterplayException exception)
        {
            Console.WriteLine(
                $"{exception.Name} | | | {(Environment.CpuUsage.TotalTime - start).TotalSeconds:0.0} | "
            );
        }
    }

    // The program itself: as an executable, or as the assembly that dotnet runs.
    private static Spectrum Truth(string name, int parts)
    {
        var random = new SeededRandom(1, 5);
        int[] order = random.Permutation(parts);
        double Size() => (random.NextInt(2) == 0 ? -1 : 1) * (0.5 + random.NextDouble());
        var terms = new List<SpectrumTerm> { new(PartSet.Empty, 3) };
        switch (name)
        {
            case "sparse":
                terms.AddRange(
                    order[..160].Select(part => new SpectrumTerm(PartSet.Of(part), Size()))
                );
                for (int pair = 0; pair < 40; pair++)
                {
                    int first = pair % 3 == 0 ? order[160 + 2 * pair] : order[2 * pair];
                    int second = pair % 3 == 2 ? order[2 * pair + 1] : order[161 + 2 * pair];
                    terms.Add(new SpectrumTerm(PartSet.Of(first, second), Size()));
                }

                break;
            case "weak":
                int singles = Math.Min(parts / 4, 500);
                terms.AddRange(
                    order[..singles]
                        .Select(part => new SpectrumTerm(PartSet.Of(part), random.NextGaussian()))
                );
                for (int pair = 0; pair < 50; pair++)
                {
                    terms.Add(
                        new SpectrumTerm(
                            PartSet.Of(order[2 * pair], order[2 * pair + 1]),
                            0.7 * random.NextGaussian()
                        )
                    );
                }

                break;
            case "layered":
                terms.AddRange(
                    order[..20].Select(part => new SpectrumTerm(PartSet.Of(part), Size()))
                );
                for (int first = 0; first < 12; first++)
                {
                    for (int second = first + 1; second < 12; second++)
                    {
                        terms.Add(
                            new SpectrumTerm(PartSet.Of(order[first], order[second]), 0.4 * Size())
                        );
                    }
                }

                var triples = new HashSet<PartSet>();
                while (triples.Count < 60)
                {
                    int[] three = random.Permutation(12)[..3];
                    triples.Add(PartSet.Of(order[three[0]], order[three[1]], order[three[2]]));
                }

                terms.AddRange(
                    triples.Order().Select(triple => new SpectrumTerm(triple, 0.2 * Size()))
                );
                break;
            default:
                throw new ArgumentException($"unknown case {name}");
        }

        return new Spectrum(parts, terms);
    }
}
