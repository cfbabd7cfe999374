using System.Diagnostics;
using Interplay.Masks;
using Interplay.Tables;
using Interplay.Training.MLNet;
using Interplay.Training.Parts;
using Interplay.Training.Refits;
using Interplay.Training.Tables;
using Interplay.ValueFunctions;

namespace Interplay.Studies;

/// <summary>
/// Retrainings a second of every trainer on the sample: 455 rows of 30 columns in 40 clusters, half of them kept, 114 test rows scored; as Markdown.
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- trainers &gt; bench/results/acceptance-trainers.md
/// </code>
/// </remarks>
internal static class TrainerRates
{
    private const int Parts = 40;

    public static async Task RunAsync(string[] args)
    {
        DataTable table = DataTableCsv.Read(
            new StreamReader("samples/data/breast-cancer-train.csv")
        );
        DataTable tested = DataTableCsv.Read(
            new StreamReader("samples/data/breast-cancer-test.csv")
        );
        DataEncoder encoder = DataEncoder.Fit(table, "diagnosis", isClassification: true);
        TrainingData train = encoder.Encode(table);
        TrainingData test = encoder.Encode(tested);
        DataLens lens = DataLens.OfClusters(train, Parts, 1);
        Console.WriteLine(
            "| trainer | retrainings | a second | processor ms each |\n|---|---|---|---|"
        );
        await MeasureAsync("logistic", RetrainingFunction.Logistic(train, test, lens), 10_000);
        await MeasureAsync("ridge", RetrainingFunction.Ridge(train, test, lens), 10_000);
        await MeasureAsync("knn", RetrainingFunction.NearestNeighbours(train, test, lens), 10_000);
        await MeasureAsync("lbfgs", EstimatorFunction.Lbfgs(train, test, lens), 500);
        await MeasureAsync("lightgbm", EstimatorFunction.LightGbm(train, test, lens), 300);
        await MeasureAsync("fasttree", EstimatorFunction.FastTree(train, test, lens), 100);

        async Task MeasureAsync(string trainer, IValueFunction function, int count)
        {
            var random = new SeededRandom(1);
            var masks = MaskMatrix.Create(
                count,
                Parts,
                (_, words) => words[0] = random.NextBits() & ((1UL << Parts) - 1)
            );
            var values = new double[count * test.RowCount];
            // The just-in-time compiler is done by then.
            await function.EvaluateAsync(masks.Slice(0, count / 10), values);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            await function.EvaluateAsync(masks, values);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double processor = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
            Console.WriteLine(
                $"| {trainer} | {count} | {count / seconds:0} | {processor / count:0.00} |"
            );
        }
    }
}
