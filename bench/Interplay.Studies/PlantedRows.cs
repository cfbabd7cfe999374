using System.Diagnostics;
using System.IO.Compression;
using Interplay.Masks;
using Interplay.Tables;
using Interplay.Training.Findings;
using Interplay.Training.Parts;
using Interplay.Training.Refits;
using Interplay.Training.Tables;

namespace Interplay.Studies;

/// <summary>
/// Planted truth: 5 rows of a table duplicated and 5 labels flipped; where an audit ranks them; as Markdown. Lines without planted rows plant
/// nothing.
/// </summary>
/// <remarks>
/// <code>
/// dotnet run -c Release --project bench/Interplay.Studies -- planted [seeds] [digits.csv.gz of scikit-learn] &gt; bench/results/acceptance-planted.md
/// </code>
/// </remarks>
internal static class PlantedRows
{
    private const int Planted = 5;
    private const int Top = 10;

    public static async Task RunAsync(string[] args)
    {
        int seeds = args.Length > 0 ? int.Parse(args[0]) : 5;
        Console.WriteLine(
            $"| data | trainer | rows | flipped are | all {Planted} copies in the top {Top} redundant | all {Planted} flips in the top {Top} harmful | copies found | flips found | by the trainer alone | pairs measured | redundant | stand for one another | labels contradicted | processor s |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
        );
        using (var file = new StreamReader("samples/data/breast-cancer-train.csv"))
        {
            await TableAsync(
                "breast cancer",
                DataTableCsv.Read(file),
                "diagnosis",
                [60, 100, 200, 455]
            );
        }

        if (args.Length > 1)
        {
            foreach ((int first, int second) in ((int, int)[])[(1, 7), (0, 6), (4, 9), (3, 8)])
            {
                await TableAsync(
                    $"digits {first} and {second}",
                    Digits(args[1], first, second),
                    "digit",
                    [100, 300]
                );
            }
        }

        async Task TableAsync(string name, DataTable table, string target, int[] sizes)
        {
            bool[] isClear = await ClearAsync(table, target);
            foreach (string trainer in (string[])["logistic", "ridge", "knn"])
            {
                foreach (int rows in sizes)
                {
                    await MeasureAsync(name, table, target, trainer, rows, Planted, isClear);
                    await MeasureAsync(name, table, target, trainer, rows, Planted, null);
                }
            }

            await MeasureAsync(name, table, target, "logistic", sizes[0], 0, null);
            await MeasureAsync(name, table, target, "logistic", sizes[^1], 0, null);
        }

        async Task MeasureAsync(
            string name,
            DataTable table,
            string target,
            string trainer,
            int rowCount,
            int planted,
            bool[]? isClear
        )
        {
            int[] sums = new int[9];
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            for (ulong seed = 1; seed <= (ulong)seeds; seed++)
            {
                (TrainingData train, int[] flips, (int, int)[] copies) = Plant(
                    table,
                    target,
                    seed,
                    rowCount,
                    planted,
                    isClear
                );
                DataLens lens = DataLens.OfRows(train.RowCount);
                RetrainingFunction function = trainer switch
                {
                    "ridge" => RetrainingFunction.Ridge(train, train, lens),
                    "knn" => RetrainingFunction.NearestNeighbours(train, train, lens),
                    _ => RetrainingFunction.Logistic(train, train, lens),
                };
                RowAudit audit = await RowAudit.RunAsync(
                    function,
                    train,
                    lens,
                    new RowAuditOptions { Seed = seed }
                );
                int harmful = audit.Harmful(Top).Count(row => flips.Contains(row.Part));
                sums[8] += audit
                    .Rows.OrderBy(static row => row.LeftOutMargin)
                    .Take(Top)
                    .Count(row => flips.Contains(row.Part));
                int redundant = audit
                    .Redundant(Top)
                    .Count(pair =>
                        pair.Interaction < 0 && copies.Contains((pair.First, pair.Second))
                    );
                sums[0] += redundant == planted ? 1 : 0;
                sums[1] += harmful == planted ? 1 : 0;
                sums[2] += redundant;
                sums[3] += harmful;
                sums[4] += audit.Pairs.Count;
                sums[5] += audit.Pairs.Count(static pair => pair.IsRedundant);
                sums[6] += audit.Pairs.Count(static pair => pair.IsInterchangeable);
                sums[7] += audit.Rows.Count(static row => row.ContradictedLabel);
            }

            double seconds =
                (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds / seeds;
            string Of(int place) => planted == 0 ? "nothing planted" : $"{sums[place]} of {seeds}";
            string Found(int place) => planted == 0 ? "" : $"{sums[place]} of {planted * seeds}";
            string Mean(int place) => $"{(double)sums[place] / seeds:0.0}";
            Console.WriteLine(
                $"| {name} | {trainer} | {rowCount}{(planted > 0 ? $" + {planted}" : "")} | {(planted == 0 ? "" : isClear is null ? "any" : "clear")} | {Of(0)} | {Of(1)} | {Found(2)} | {Found(3)} | {Found(8)} | {Mean(4)} | {Mean(5)} | {Mean(6)} | {Mean(7)} | {seconds:0.0} |"
            );
        }
    }

    // A row whose true label the rest of the table contradicts gets, when it is flipped, the label that everything speaks for.
    private static async Task<bool[]> ClearAsync(DataTable table, string target)
    {
        TrainingData all = DataEncoder.Fit(table, target, isClassification: true).Encode(table);
        DataLens lens = DataLens.OfRows(all.RowCount);
        RowAudit audit = await RowAudit.RunAsync(
            RetrainingFunction.Logistic(all, all, lens),
            all,
            lens,
            new RowAuditOptions { Candidates = 1 }
        );
        return [.. audit.Rows.Select(static row => row.LabelFit > 1)];
    }

    // The rows of two digits in scikit-learn's file: 64 grey values and the digit, no header.
    private static DataTable Digits(string path, int first, int second)
    {
        using var text = new StreamReader(
            new GZipStream(File.OpenRead(path), CompressionMode.Decompress)
        );
        var rows = new List<string[]>();
        while (text.ReadLine() is { } line)
        {
            string[] cells = [.. line.Split(',').Select(static cell => cell.Split('.')[0])];
            if (cells[^1] == $"{first}" || cells[^1] == $"{second}")
            {
                rows.Add(cells);
            }
        }

        return new DataTable(
            [.. Enumerable.Range(0, 64).Select(static i => $"p{i}"), "digit"],
            [.. rows]
        );
    }

    // Rows drawn without replacement; the first get another label, the next are appended once more; all rows then change places.
    private static (TrainingData Train, int[] Flips, (int, int)[] Copies) Plant(
        DataTable table,
        string target,
        ulong seed,
        int count,
        int planted,
        bool[]? isClear
    )
    {
        var random = new SeededRandom(seed, 77);
        int column = table.IndexOf(target);
        string[] labels = [.. table.Column(target).Distinct()];
        int[] drawn = random.Permutation(table.RowCount)[..count];
        if (isClear is not null)
        {
            drawn = [.. drawn.OrderBy(row => isClear[row] ? 0 : 1)];
        }

        var rows = drawn
            .Select(row =>
                Enumerable.Range(0, table.Columns.Count).Select(c => table[row, c]).ToArray()
            )
            .ToList();
        for (int i = 0; i < planted; i++)
        {
            rows[i][column] = labels[0] == rows[i][column] ? labels[1] : labels[0];
            rows.Add(rows[planted + i]);
        }

        int[] places = random.Permutation(rows.Count);
        var shuffled = new string[rows.Count][];
        for (int i = 0; i < places.Length; i++)
        {
            shuffled[places[i]] = rows[i];
        }

        var planting = new DataTable(table.Columns, shuffled);
        TrainingData train = DataEncoder
            .Fit(planting, target, isClassification: true)
            .Encode(planting);
        return (
            train,
            places[..planted],
            [
                .. Enumerable
                    .Range(0, planted)
                    .Select(i => (places[planted + i], places[count + i]))
                    .Select(static pair =>
                        (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2))
                    ),
            ]
        );
    }
}
