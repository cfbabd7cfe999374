#:project ../../src/Interplay.Training/Interplay.Training.csproj

// Planted truth: 5 rows of a table duplicated and 5 labels flipped; where an audit ranks them; as Markdown. The last lines plant nothing.
// dotnet run -c Release bench/acceptance/planted.cs -- [seeds] > bench/results/acceptance-planted.md
using System.Diagnostics;
using System.Globalization;
using Interplay.Masks;
using Interplay.Training.Findings;
using Interplay.Training.Parts;
using Interplay.Training.Refits;
using Interplay.Training.Tables;

const int Planted = 5;
const int Top = 10;
const string Target = "diagnosis";
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int seeds = args.Length > 0 ? int.Parse(args[0]) : 5;
DataTable table = DataTableCsv.Read(new StreamReader("samples/data/breast-cancer-train.csv"));

Console.WriteLine(
    $"| trainer | rows | flipped are | seeds | all {Planted} copies in the top {Top} redundant | all {Planted} flips in the top {Top} harmful | copies found | flips found | pairs measured | redundant | stand for one another | labels contradicted | processor s |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|"
);
bool[] isClear = await ClearAsync();
foreach (string trainer in (string[])["logistic", "ridge", "knn"])
{
    foreach (int rows in (int[])[60, 100, 200, 455])
    {
        await MeasureAsync(trainer, rows, Planted, fromClear: true);
        await MeasureAsync(trainer, rows, Planted, fromClear: false);
    }
}

await MeasureAsync("logistic", 100, 0, fromClear: false);
await MeasureAsync("logistic", 455, 0, fromClear: false);

// A row whose true label the rest of the table contradicts gets, when it is flipped, the label that everything speaks for.
async Task<bool[]> ClearAsync()
{
    TrainingData all = DataEncoder.Fit(table, Target, isClassification: true).Encode(table);
    DataLens lens = DataLens.OfRows(all.RowCount);
    RowAudit audit = await RowAudit.RunAsync(
        RetrainingFunction.Logistic(all, all, lens),
        all,
        lens,
        new RowAuditOptions { Candidates = 1 }
    );
    return [.. audit.Rows.Select(static row => row.LeftOutMargin > 1)];
}

async Task MeasureAsync(string trainer, int rowCount, int planted, bool fromClear)
{
    int[] sums = new int[8];
    TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
    for (ulong seed = 1; seed <= (ulong)seeds; seed++)
    {
        (TrainingData train, int[] flips, (int, int)[] copies) = Plant(
            seed,
            rowCount,
            planted,
            fromClear
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
        int redundant = audit
            .Redundant(Top)
            .Count(pair => pair.Interaction < 0 && copies.Contains((pair.First, pair.Second)));
        sums[0] += redundant == planted ? 1 : 0;
        sums[1] += harmful == planted ? 1 : 0;
        sums[2] += redundant;
        sums[3] += harmful;
        sums[4] += audit.Pairs.Count;
        sums[5] += audit.Pairs.Count(static pair => pair.IsRedundant);
        sums[6] += audit.Pairs.Count(static pair => pair.IsInterchangeable);
        sums[7] += audit.Rows.Count(static row => row.ContradictedLabel);
    }

    double seconds = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds / seeds;
    string Of(int place) => planted == 0 ? "nothing planted" : $"{sums[place]} of {seeds}";
    string Found(int place) => planted == 0 ? "" : $"{sums[place]} of {planted * seeds}";
    string Mean(int place) => $"{(double)sums[place] / seeds:0.0}";
    Console.WriteLine(
        $"| {trainer} | {rowCount}{(planted > 0 ? $" + {planted}" : "")} | {(planted == 0 ? "" : fromClear ? "clear" : "any")} | {seeds} | {Of(0)} | {Of(1)} | {Found(2)} | {Found(3)} | {Mean(4)} | {Mean(5)} | {Mean(6)} | {Mean(7)} | {seconds:0.0} |"
    );
}

// Rows drawn without replacement; the first get another label, the next are appended once more; all rows then change places.
(TrainingData Train, int[] Flips, (int, int)[] Copies) Plant(
    ulong seed,
    int count,
    int planted,
    bool fromClear
)
{
    var random = new SeededRandom(seed, 77);
    int column = table.IndexOf(Target);
    int[] drawn = random.Permutation(table.RowCount)[..count];
    if (fromClear)
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
        rows[i][column] = rows[i][column] == "benign" ? "malignant" : "benign";
        rows.Add(rows[planted + i]);
    }

    int[] places = random.Permutation(rows.Count);
    var shuffled = new string[rows.Count][];
    for (int i = 0; i < places.Length; i++)
    {
        shuffled[places[i]] = rows[i];
    }

    var planting = new DataTable(table.Columns, shuffled);
    TrainingData train = DataEncoder.Fit(planting, Target, isClassification: true).Encode(planting);
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
