using System.Diagnostics;
using Interplay.Masks;
using Interplay.Training.Parts;
using Interplay.Training.Refits;
using Interplay.Training.Tables;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Interplay.Studies;

/// <summary>
/// Logistic refits a second: 200 groups of 10 rows, 50 columns, half of the groups kept; ML.NET's L-BFGS on the same subsets; as Markdown.
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- refits [refits] [ML.NET refits] &gt; bench/results/acceptance-refits.md
/// </code>
/// </remarks>
internal static class RefitRates
{
    private const int Rows = 2000;
    private const int Columns = 50;
    private const int Groups = 200;
    private const int TestRows = 50;

    public static async Task RunAsync(string[] args)
    {
        int refits = args.Length > 0 ? int.Parse(args[0]) : 20_000;
        int others = args.Length > 1 ? int.Parse(args[1]) : 40;
        (double[] features, double[] targets) = Draw(Rows, 1);
        (double[] testFeatures, double[] testTargets) = Draw(TestRows, 2);
        var train = new TrainingData(features, targets);

        // Test rows are the axes and the origin, so that scores are the weights, plus the constant.
        var axes = new double[(Columns + 1) * Columns];
        for (int column = 0; column < Columns; column++)
        {
            axes[column * (Columns + 1)] = 1;
        }

        var weights = new TrainingData(
            axes,
            new double[Columns + 1]
                .Select(static _ => 1.0)
                .ToArray()
        );
        var test = new TrainingData(testFeatures, testTargets);
        DataLens lens = DataLens.OfGroups([
            .. Enumerable.Range(0, Rows).Select(row => $"{row % Groups}"),
        ]);
        MaskMatrix masks = Masks(refits, 3);

        Console.WriteLine(
            "| trainer | penalty | refits | a second | processor ms each | largest distance of weights from the converged |\n|---|---|---|---|---|---|"
        );
        foreach (double penalty in (double[])[1, 10])
        {
            foreach (double tolerance in (double[])[1e-7, 1e-6])
            {
                var options = new RetrainingOptions { Penalty = penalty, Tolerance = tolerance };
                (double rate, double each) = await MeasureAsync(options);
                Console.WriteLine(
                    $"| Interplay, tolerance {tolerance:0e0} | {penalty} | {refits} | {rate:0} | {each:0.000} | {await DistanceAsync(options):0.0e0} |"
                );
            }

            (double otherRate, double otherEach) = MeasureOther(penalty);
            Console.WriteLine(
                $"| ML.NET L-BFGS, one thread a fit, tolerance 1e-6 of the loss | {penalty} | {others} | {otherRate:0.0} | {otherEach:0.00} | |"
            );
        }

        async Task<(double Rate, double Each)> MeasureAsync(RetrainingOptions options)
        {
            RetrainingFunction function = RetrainingFunction.Logistic(train, test, lens, options);
            // The just-in-time compiler is done by then.
            await function.EvaluateAsync(masks.Slice(0, 2000), new double[2000 * TestRows]);
            await Task.Delay(300);
            var values = new double[refits * TestRows];
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            long start = Stopwatch.GetTimestamp();
            await function.EvaluateAsync(masks, values);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            TimeSpan took = Process.GetCurrentProcess().TotalProcessorTime - before;
            return (refits / seconds, took.TotalMilliseconds / refits);
        }

        async Task<double> DistanceAsync(RetrainingOptions options)
        {
            MaskMatrix some = masks.Slice(0, 500);
            double[] found = await WeightsAsync(some, options);
            double[] exact = await WeightsAsync(some, options with { Tolerance = 1e-12 });
            double largest = 0;
            for (int row = 0; row < some.RowCount; row++)
            {
                double sum = 0;
                for (int i = row * (Columns + 1); i < (row + 1) * (Columns + 1); i++)
                {
                    sum += (found[i] - exact[i]) * (found[i] - exact[i]);
                }

                largest = Math.Max(largest, Math.Sqrt(sum));
            }

            return largest;
        }

        async Task<double[]> WeightsAsync(MaskMatrix some, RetrainingOptions options)
        {
            var values = new double[some.RowCount * (Columns + 1)];
            await RetrainingFunction
                .Logistic(train, weights, lens, options)
                .EvaluateAsync(some, values);
            for (int row = 0; row < some.RowCount; row++)
            {
                Span<double> own = values.AsSpan(row * (Columns + 1), Columns + 1);
                for (int column = 0; column < Columns; column++)
                {
                    own[column] -= own[Columns];
                }
            }

            return values;
        }

        (double Rate, double Each) MeasureOther(double penalty)
        {
            var context = new MLContext(seed: 1);
            Example[] all =
            [
                .. Enumerable
                    .Range(0, Rows)
                    .Select(row => new Example
                    {
                        Label = targets[row] > 0,
                        Features =
                        [
                            .. train.Row(row).ToArray().Select(static value => (float)value),
                        ],
                    }),
            ];
            var options = new LbfgsLogisticRegressionBinaryTrainer.Options
            {
                L1Regularization = 0,
                L2Regularization = (float)penalty,
                OptimizationTolerance = 1e-6f,
                NumberOfThreads = 1,
            };
            Fit(0);
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            long start = Stopwatch.GetTimestamp();
            Parallel.For(0, others, Fit);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            TimeSpan took = Process.GetCurrentProcess().TotalProcessorTime - before;
            return (others / seconds, took.TotalMilliseconds / others);

            void Fit(int row)
            {
                Example[] kept = [.. lens.Ablate(masks.GetMask(row)).Select(index => all[index])];
                IDataView data = context.Data.LoadFromEnumerable(kept);
                context.BinaryClassification.Trainers.LbfgsLogisticRegression(options).Fit(data);
            }
        }
    }

    private static MaskMatrix Masks(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        return MaskMatrix.Create(
            count,
            Groups,
            (_, words) =>
            {
                for (int group = 0; group < Groups; group++)
                {
                    words[group / 64] |= (ulong)random.NextInt(2) << (group % 64);
                }
            }
        );
    }

    private static (double[] Features, double[] Targets) Draw(int rows, ulong seed)
    {
        var random = new SeededRandom(seed, 5);
        var features = new double[rows * Columns];
        var targets = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            double sum = 0;
            for (int column = 0; column < Columns; column++)
            {
                double value = random.NextGaussian();
                features[row * Columns + column] = value;
                sum += value * Math.Cos(column) / 4;
            }

            targets[row] = sum + random.NextGaussian() > 0 ? 1 : -1;
        }

        return (features, targets);
    }

    internal sealed class Example
    {
        public bool Label { get; init; }

        [VectorType(50)]
        public float[] Features { get; init; } = [];
    }
}
