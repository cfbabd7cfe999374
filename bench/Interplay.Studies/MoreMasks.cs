using System.IO.Compression;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery;
using Interplay.Recovery.Catalogue;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Studies;

/// <summary>
/// Whether more masks make an answer worse: R2 on 2,000 masks that were not learned from, without noise, at budgets of .5, 1, 2, 4 and 8 times n log2 n uniform
/// masks, each holding the one before; as Markdown. Noise is a tenth of the signal's deviation. Functions:
/// <list type="bullet">
/// <item>parities: ten terms of order 5, each 1 or -1</item>
/// <item>terms: fifty terms of orders 1 to 5, from -1 to 1</item>
/// <item>hierarchy: parts of decaying size, and terms of orders 2 to 5 among those that have terms of lower order</item>
/// </list>
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- budgets METHODS KINDS PARTS,... [PERCENT-OF-NOISE,...] [SEED]
/// dotnet run -c Release --project bench/Interplay.Studies -- budgets METHODS TABLE.csv.gz...
/// </code>
/// </remarks>
internal static class MoreMasks
{
    private const int Fresh = 2000;

    private static readonly double[] Alphas = [0.5, 1, 2, 4, 8];

    public static void Run(string[] args)
    {
        string[] methods = args[0].Split(',');
        Console.WriteLine(
            $"| function | noise | method | {string.Join(" | ", Alphas.Select(static alpha => $"R2 at {alpha}"))} | deepest fall | processor s |\n|---|---|---|{string.Concat(Alphas.Select(static _ => "---|"))}---|---|"
        );
        if (File.Exists(args[1]))
        {
            foreach (string path in args[1..])
            {
                using FileStream file = File.OpenRead(path);
                using var text = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
                AblationTable table = AblationTableCsv.Read(text);
                Row(Path.GetFileName(path).Split('.')[0], "-", methods, Sample.Of(table));
            }

            return;
        }

        ulong seed = args.Length > 4 ? ulong.Parse(args[4]) : 1;
        foreach (int parts in args[2].Split(',').Select(int.Parse))
        {
            foreach (string kind in args[1].Split(','))
            {
                foreach (string noise in (args.Length > 3 ? args[3] : "0,10").Split(','))
                {
                    Spectrum truth = Truth(kind, parts, seed);
                    Row(
                        $"{kind}, {parts} parts",
                        $"{noise} %",
                        methods,
                        Sample.Of(truth, int.Parse(noise) / 100.0, seed)
                    );
                }
            }
        }
    }

    private static void Row(string name, string noise, string[] methods, Sample sample)
    {
        foreach (string method in methods)
        {
            var scores = new List<double>();
            var seconds = new List<double>();
            foreach (
                int budget in Alphas
                    .Select(alpha => Budget(alpha, sample.Masks.PartCount))
                    .Where(budget => budget <= sample.Masks.RowCount)
            )
            {
                var plan = MaskPlan.Given(
                    new PlanRequest
                    {
                        PartCount = sample.Masks.PartCount,
                        Budget = budget,
                        PartsAreOrdered = true,
                    },
                    sample.Masks.Slice(0, budget)
                );
                TimeSpan start = Environment.CpuUsage.TotalTime;
                RecoveryResult result = RecoveryMethods
                    .Named(method)
                    .Recover(plan, sample.Values.AsSpan(0, budget));
                seconds.Add((Environment.CpuUsage.TotalTime - start).TotalSeconds);
                scores.Add(
                    Faithfulness
                        .Measure(result.Outputs[0].Spectrum, sample.Fresh, sample.Truth)
                        .R2!.Value.Estimate
                );
                Console.Error.WriteLine(
                    $"{name}, noise {noise}, {method} at {budget}: {scores[^1]:0.0000} by {result.Method} in {seconds[^1]:0.0} s"
                );
            }

            double fall = scores
                .Zip(scores.Skip(1), static (before, after) => before - after)
                .Append(0)
                .Max();
            Console.WriteLine(
                $"| {name} | {noise} | {method} | {string.Join(" | ", scores.Select(static score => score.ToString("0.000")).Concat(Enumerable.Repeat("-", Alphas.Length - scores.Count)))} | {fall:0.000} | {string.Join(", ", seconds.Select(static second => second.ToString("0")))} |"
            );
        }
    }

    private static int Budget(double alpha, int parts) =>
        (int)Math.Round(alpha * parts * Math.Log2(parts));

    private static Spectrum Truth(string kind, int parts, ulong seed)
    {
        var random = new SeededRandom(seed, 11);
        PartSet Drawn(int order) => PartSet.Of(random.Permutation(parts).AsSpan(0, order));
        var terms = new Dictionary<PartSet, double>();
        switch (kind)
        {
            case "parities":
                while (terms.Count < 10)
                {
                    terms[Drawn(5)] = random.NextInt(2) == 0 ? -1 : 1;
                }

                break;
            case "terms":
                while (terms.Count < 50)
                {
                    terms[Drawn(1 + random.NextInt(5))] = 2 * random.NextDouble() - 1;
                }

                break;
            case "hierarchy":
                int[] order = random.Permutation(parts);
                for (int rank = 0; rank < parts / 3; rank++)
                {
                    terms[PartSet.Of(order[rank])] = random.NextGaussian() / (1 + 0.1 * rank);
                }

                while (terms.Count < parts)
                {
                    PartSet[] known = [.. terms.Keys.Where(static set => set.Order < 5).Order()];
                    PartSet parent = known[random.NextInt(known.Length)];
                    int added = order[random.NextInt(parts / 3)];
                    if (!parent.Contains(added))
                    {
                        terms[PartSet.Of([.. parent.Parts, added])] =
                            0.7 * terms[parent] * random.NextGaussian();
                    }
                }

                break;
            default:
                throw new ArgumentException($"unknown function {kind}");
        }

        return new Spectrum(parts, terms.Select(term => new SpectrumTerm(term.Key, term.Value)));
    }

    /// <summary>What is learned from and what judges.</summary>
    private sealed record Sample(
        MaskMatrix Masks,
        double[] Values,
        MaskMatrix Fresh,
        double[] Truth
    )
    {
        public static Sample Of(AblationTable table)
        {
            Ablations train = table.Ablations(table.RowsOf(TableSplit.Train));
            Ablations test = table.Ablations(table.RowsOf(TableSplit.Test));
            return new Sample(
                train.Masks,
                train.Values.ToArray(),
                test.Masks,
                test.Values.ToArray()
            );
        }

        public static Sample Of(Spectrum truth, double noise, ulong seed)
        {
            int parts = truth.PartCount;
            MaskMatrix masks = UniformDesign.Draw(
                parts,
                Budget(Alphas[^1], parts),
                new SeededRandom(seed, 12)
            );
            MaskMatrix fresh = UniformDesign.Draw(
                parts,
                MoreMasks.Fresh,
                new SeededRandom(seed, 13)
            );
            var random = new SeededRandom(seed, 14);
            double deviation = noise * Math.Sqrt(truth.Variance);
            double[] values =
            [
                .. truth.Evaluate(masks).Select(value => value + deviation * random.NextGaussian()),
            ];
            return new Sample(masks, values, fresh, truth.Evaluate(fresh));
        }
    }
}
