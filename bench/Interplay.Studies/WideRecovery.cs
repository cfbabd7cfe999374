using System.Diagnostics;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Wide;

namespace Interplay.Studies;

/// <summary>
/// Published retrainings at full size: 200 terms, 40 of them pairs, among many parts, from 100,000 masks with noise; as Markdown. A third of the
/// pairs are of parts that do nothing alone, a third have one part that does, a third two.
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- wide 5000,15000,50000 [masks] [kept share] [outputs]
/// </code>
/// </remarks>
internal static class WideRecovery
{
    private const int heldOutRows = 2000;

    public static void Run(string[] args)
    {
        int[] sizes = [.. args[0].Split(',').Select(int.Parse)];
        int rows = args.Length > 1 ? int.Parse(args[1]) : 100_000;
        double kept = args.Length > 2 ? double.Parse(args[2]) : 0.5;
        int outputs = args.Length > 3 ? int.Parse(args[3]) : 1;
        Console.WriteLine(
            "| parts | masks | kept | outputs | terms found of 200 | of 40 pairs | false terms | R2 on 2,000 fresh masks, without noise | largest error in standard errors | seconds | processor s | peak memory GB |\n|---|---|---|---|---|---|---|---|---|---|---|---|"
        );
        foreach (int parts in sizes)
        {
            Measure(parts);
        }

        void Measure(int parts)
        {
            MaskMatrix masks = Draw(parts, rows, 1);
            MaskMatrix fresh = Draw(parts, heldOutRows, 2);
            Spectrum[] truths =
            [
                .. Enumerable.Range(0, outputs).Select(output => Truth(parts, (ulong)output + 1)),
            ];
            var values = new double[rows * outputs];
            for (int output = 0; output < outputs; output++)
            {
                double[] exact = truths[output].Evaluate(masks);
                double mean = exact.Average();
                double noise =
                    0.5 * Math.Sqrt(exact.Average(value => (value - mean) * (value - mean)));
                var random = new SeededRandom((ulong)output, 9);
                for (int row = 0; row < rows; row++)
                {
                    values[row * outputs + output] = exact[row] + noise * random.NextGaussian();
                }
            }

            var plan = MaskPlan.Given(new PlanRequest { PartCount = parts, Budget = rows }, masks);
            long start = Stopwatch.GetTimestamp();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            RecoveryResult result = new WideMethod().Recover(plan, values);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double processor = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
            using var self = Process.GetCurrentProcess();
            int found = 0;
            int pairs = 0;
            int wrong = 0;
            double worst = 0;
            double r2 = 1;
            for (int output = 0; output < outputs; output++)
            {
                Spectrum spectrum = result.Outputs[output].Spectrum;
                foreach (
                    SpectrumTerm term in truths[output].Terms.Where(term => term.Parts.Order > 0)
                )
                {
                    if (spectrum.TryGet(term.Parts, out SpectrumTerm ours))
                    {
                        found++;
                        pairs += term.Parts.Order == 2 ? 1 : 0;
                        worst = Math.Max(
                            worst,
                            Math.Abs(ours.Coefficient - term.Coefficient)
                                / ours.StandardError!.Value
                        );
                    }
                }

                wrong += spectrum.Terms.Count(term => !truths[output].TryGet(term.Parts, out _));
                r2 = Math.Min(
                    r2,
                    Faithfulness
                        .Measure(spectrum, fresh, truths[output].Evaluate(fresh))
                        .R2!.Value.Estimate
                );
            }

            Console.WriteLine(
                $"| {parts} | {rows} | {kept} | {outputs} | {(double)found / outputs:0.#} | {(double)pairs / outputs:0.#} | {(double)wrong / outputs:0.#} | {r2:0.0000} | {worst:0.0} | {seconds:0.0} | {processor:0.0} | {self.PeakWorkingSet64 / 1e9:0.00} |"
            );
            foreach (string note in result.Notes.Take(2))
            {
                Console.Error.WriteLine(note);
            }
        }

        MaskMatrix Draw(int parts, int count, ulong stream)
        {
            var random = new SeededRandom(7, stream);
            return MaskMatrix.Create(
                count,
                parts,
                (_, words) =>
                {
                    foreach (ref ulong word in words)
                    {
                        word = kept == 0.5 ? random.NextBits() : Biased(random);
                    }
                }
            );
        }

        // Each bit is 1 with the kept share, to eight binary digits (one bit of each of eight draws decides).
        ulong Biased(SeededRandom random)
        {
            ulong word = 0;
            int share = (int)Math.Round(kept * 256);
            for (int digit = 0; digit < 8; digit++)
            {
                ulong bits = random.NextBits();
                word = (share >> digit & 1) != 0 ? word | bits : word & bits;
            }

            return word;
        }
    }

    private static Spectrum Truth(int parts, ulong seed)
    {
        var random = new SeededRandom(seed, 5);
        int[] order = random.Permutation(parts);
        double Size() => (random.NextInt(2) == 0 ? -1 : 1) * (0.5 + random.NextDouble());
        var terms = new List<SpectrumTerm> { new(PartSet.Empty, 3) };
        terms.AddRange(order[..160].Select(part => new SpectrumTerm(PartSet.Of(part), Size())));
        for (int pair = 0; pair < 40; pair++)
        {
            int first = pair % 3 == 0 ? order[160 + 2 * pair] : order[2 * pair];
            int second = pair % 3 == 2 ? order[2 * pair + 1] : order[161 + 2 * pair];
            terms.Add(new SpectrumTerm(PartSet.Of(first, second), Size()));
        }

        return new Spectrum(parts, terms);
    }
}
