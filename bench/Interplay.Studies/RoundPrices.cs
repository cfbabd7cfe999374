using System.IO.Compression;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Runs;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Studies;

/// <summary>
/// What rounds say against what is so: the price of the next 0.01 of R2 against the learning curve on test rows, and stops against the true R2.
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- rounds FOLDER [TABLE...] &gt; bench/results/acceptance-rounds.md
/// </code>
/// </remarks>
internal static class RoundPrices
{
    public static void Run(string[] args)
    {
        var prices = new List<(bool IsReal, double Ratio, bool IsInside)>();
        var stops = new List<(double Target, double TrueR2)>();
        var ends = new List<(bool IsBelowLow, bool IsInside)>();
        Console.WriteLine(
            "| table | masks | R2 by cross-validation | R2 on test rows | price of the next 0.01 | actual |"
        );
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (
            string file in Directory.GetFiles(args[0], "*.csv.gz").Order(StringComparer.Ordinal)
        )
        {
            string name = Path.GetFileName(file)[..^".csv.gz".Length];
            if (args.Length == 1 || args.Contains(name))
            {
                Judge(name, file);
            }
        }

        Console.WriteLine();
        foreach (bool isReal in (bool[])[true, false])
        {
            double[] ratios =
            [
                .. prices
                    .Where(price => price.IsReal == isReal)
                    .Select(price => price.Ratio)
                    .Order(),
            ];
            if (ratios.Length > 0)
            {
                Console.WriteLine(
                    $"{(isReal ? "Real" : "Synthetic")} tables, {ratios.Length} prices, predicted / actual: median {At(ratios, 0.5):0.00}, quartiles {At(ratios, 0.25):0.00} to {At(ratios, 0.75):0.00}, 10 % to 90 % {At(ratios, 0.1):0.00} to {At(ratios, 0.9):0.00}; actual inside the range {prices.Where(price => price.IsReal == isReal).Average(price => price.IsInside ? 1.0 : 0):0 %}."
                );
            }
        }

        Console.WriteLine(
            $"Stops at the low end of six targets, .6 to .95: {stops.Count}; true R2 at least the target in {stops.Count(stop => stop.TrueR2 >= stop.Target)}, least true R2 minus target {stops.Min(stop => stop.TrueR2 - stop.Target):0.000}."
        );
        Console.WriteLine(
            $"R2 on test rows below the interval of cross-validation in {ends.Average(end => end.IsBelowLow ? 1.0 : 0):0 %} of {ends.Count} rounds, inside it in {ends.Average(end => end.IsInside ? 1.0 : 0):0 %}."
        );

        void Judge(string name, string file)
        {
            using var unpacked = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            using var reader = new StreamReader(unpacked);
            AblationTable table = AblationTableCsv.Read(reader);
            int parts = table.Masks.PartCount;
            int[] train = table.RowsOf(TableSplit.Train);
            Ablations test = table.Ablations(table.RowsOf(TableSplit.Test));
            int most = Math.Min(train.Length, (int)(4 * parts * Math.Log2(parts)));
            (RunResult Result, double R2)[] rounds =
            [
                .. Explainer
                    .RecoverInSteps(
                        new RecoveryRequest
                        {
                            Learned = table.Ablations(train[..most]),
                            Fingerprint = "table",
                            Rounds = new AnytimeOptions(),
                        }
                    )
                    .Select(round =>
                        (
                            round,
                            Faithfulness
                                .Measure(
                                    round.Explanation.Outputs[0].Spectrum,
                                    test.Masks,
                                    test.OfOutput(0)
                                )
                                .R2!.Value.Estimate
                        )
                    ),
            ];
            double[] x =
            [
                .. rounds.Select(round => Math.Log(round.Result.Explanation.Rounds[^1].Learned)),
            ];
            double[] y = [.. rounds.Select(round => Math.Log(Math.Max(1 - round.R2, 1e-6)))];
            for (int k = 0; k < rounds.Length; k++)
            {
                RoundScore score = rounds[k].Result.Explanation.Rounds[^1].Scores[0];
                Interval r2 = score.R2!.Value;
                ends.Add(
                    (rounds[k].R2 < r2.Low, rounds[k].R2 >= r2.Low && rounds[k].R2 <= r2.High)
                );
                double? actual = k < rounds.Length - 1 ? Actual(x, y, k) : null;
                if (score.NextPoint is { Ablations: int price } next && actual is double paid)
                {
                    bool isInside = paid >= next.Low && !(paid > next.High);
                    prices.Add(
                        (!name.StartsWith("syn_", StringComparison.Ordinal), price / paid, isInside)
                    );
                }

                Console.WriteLine(
                    $"| {name} | {rounds[k].Result.Explanation.Rounds[^1].Learned} | {r2.Estimate:0.000} ({r2.Low:0.000} to {r2.High:0.000}) | {rounds[k].R2:0.000} | {(score.NextPoint is { } said ? $"{said.Ablations?.ToString() ?? "-"} ({said.Low?.ToString() ?? "-"} to {said.High?.ToString() ?? "-"})" : "-")} | {actual:0} |"
                );
            }

            foreach (double target in (double[])[0.6, 0.7, 0.8, 0.85, 0.9, 0.95])
            {
                int stop = Array.FindIndex(
                    rounds,
                    round => round.Result.Explanation.Rounds[^1].Scores[0].R2!.Value.Low >= target
                );
                if (stop >= 0)
                {
                    stops.Add((target, rounds[stop].R2));
                }
            }
        }
    }

    // The masks that lower the smoothed curve of 1 - R2 on test rows by 0.01; null beyond the last round.
    private static double? Actual(double[] x, double[] y, int from)
    {
        double goal = Math.Exp(Smooth(x, y, x[from])) - 0.01;
        for (double at = x[from]; at <= x[^1]; at += 0.002)
        {
            if (Math.Exp(Smooth(x, y, at)) <= goal)
            {
                return Math.Exp(at) - Math.Exp(x[from]);
            }
        }

        return null;
    }

    // A line of log u on log B around a point, weights Gaussian of width .4.
    private static double Smooth(double[] x, double[] y, double at)
    {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double t0 = 0;
        double t1 = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double d = x[i] - at;
            double weight = Math.Exp(-d * d / (2 * 0.4 * 0.4));
            s0 += weight;
            s1 += weight * d;
            s2 += weight * d * d;
            t0 += weight * y[i];
            t1 += weight * d * y[i];
        }

        return (t0 * s2 - t1 * s1) / (s0 * s2 - s1 * s1);
    }

    private static double At(double[] sorted, double share) =>
        sorted[(int)Math.Round(share * (sorted.Length - 1))];
}
