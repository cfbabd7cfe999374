using System.Globalization;
using System.Text;
using Interplay.Integration.Tests.Cli;
using Interplay.Masks;
using Interplay.Tables;
using Interplay.Training.Studies;
using Interplay.Training.Tables;

namespace Interplay.Integration.Tests.Hostile;

/// <summary>A cell that holds no number makes no categories of a column of numbers.</summary>
public sealed class MissingCellTests
{
    private static readonly string[] Markers =
    [
        "",
        "NA",
        "N/A",
        "na",
        "?",
        "NaN",
        "nan",
        "null",
        "NULL",
        "inf",
        "-inf",
        "Infinity",
        "1e999",
        "#N/A",
        " ",
        "-",
    ];

    [Fact]
    public async Task Four_missing_cells_change_little()
    {
        string[] rest =
        [
            "--target",
            "y",
            "--test",
            Data("n_te.csv"),
            "--parts",
            "clusters:8",
            "--budget",
            "60",
        ];
        CliResult whole = await CliRun.RunAsync(["explain", "data", Data("n_ok.csv"), .. rest]);
        CliResult holed = await CliRun.RunAsync(["explain", "data", Data("n_na.csv"), .. rest]);
        Assert.Contains("394 of 400", holed.Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains(
            "no cell of numbers missing",
            whole.Succeeded().Error,
            StringComparison.Ordinal
        );
        Assert.Contains("4 cells of numbers missing", holed.Error, StringComparison.Ordinal);
        Assert.Contains("4 columns of numbers", holed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thirty_missing_cells_of_a_real_table()
    {
        using var folder = new TempFolder();
        var random = new SeededRandom(30);
        string[] lines = await File.ReadAllLinesAsync(
            DataSamples.Train,
            TestContext.Current.CancellationToken
        );
        int target = Array.IndexOf(lines[0].Split(','), "diagnosis");
        for (int i = 0; i < 30; i++)
        {
            int line = 1 + random.NextInt(lines.Length - 1);
            string[] cells = lines[line].Split(',');
            int column = random.NextInt(cells.Length);
            cells[column] = column == target ? cells[column] : "NA";
            lines[line] = string.Join(',', cells);
        }

        CliResult run = await CliRun.RunAsync([
            "explain",
            "data",
            folder.With("bc.csv", string.Join('\n', lines)),
            "--target",
            "diagnosis",
            "--test",
            DataSamples.Test,
            "--parts",
            "clusters:8",
            "--budget",
            "60",
        ]);
        Assert.Contains("30 columns of numbers", run.Succeeded().Error, StringComparison.Ordinal);
    }

    /// <summary>Whatever stands in some cells, the others mean what they meant.</summary>
    [Fact]
    public void Random_damage_leaves_the_other_cells_as_they_were()
    {
        ulong seed = SeedOfToday();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new SeededRandom(seed);
        for (int trial = 0; trial < 60; trial++)
        {
            string[][] rows = Rows(random, 60);
            int column = random.NextInt(3);
            var damaged = new HashSet<int>();
            string marker = Markers[random.NextInt(Markers.Length)];
            string[][] holed = [.. rows.Select(static row => row.ToArray())];
            for (int i = 1 + random.NextInt(20); i > 0; i--)
            {
                int row = random.NextInt(rows.Length);
                damaged.Add(row);
                holed[row][column] = marker;
            }

            string[] names = ["a", "b", "c", "y"];
            var table = new DataTable(names, holed);
            var encoder = DataEncoder.Fit(table, "y", isClassification: true);
            TrainingData data = encoder.Encode(table);
            Assert.Equal(3, encoder.FeatureCount);
            double[] numbers =
            [
                .. Enumerable
                    .Range(0, rows.Length)
                    .Where(row => !damaged.Contains(row))
                    .Select(row => double.Parse(rows[row][column], CultureInfo.InvariantCulture)),
            ];
            double mean = numbers.Average();
            double deviation = Math.Sqrt(numbers.Average(x => (x - mean) * (x - mean)));
            for (int row = 0; row < rows.Length; row++)
            {
                double expected = damaged.Contains(row)
                    ? 0
                    : (double.Parse(rows[row][column], CultureInfo.InvariantCulture) - mean)
                        / deviation;
                Assert.Equal(expected, data.Row(row)[column], 1e-9);
            }
        }
    }

    [Theory]
    [InlineData("1,234.5", 1234.5)]
    [InlineData("-12,345,678", -12345678)]
    [InlineData("1'234.25", 1234.25)]
    [InlineData("1 234", 1234)]
    public void Thousands_are_parted_by_marks(string cell, double number)
    {
        string[] cells = [.. Enumerable.Range(1, 29).Select(static i => $"{i}"), cell];
        TrainingData data = Encoded(cells);
        double[] numbers = [.. Enumerable.Range(1, 29).Select(static i => (double)i), number];
        double mean = numbers.Average();
        double deviation = Math.Sqrt(numbers.Average(x => (x - mean) * (x - mean)));
        Assert.Equal((number - mean) / deviation, data.Row(29)[0], 1e-9);
    }

    [Fact]
    public void Decimal_commas_are_read_where_the_column_has_them()
    {
        TrainingData data = Encoded([.. Enumerable.Range(0, 30).Select(static i => $"{i},5")]);
        Assert.Equal(1, data.ColumnCount);
        Assert.Equal(-data.Row(29)[0], data.Row(0)[0], 1e-9);
    }

    [Fact]
    public void One_stray_text_among_numbers_is_missing_and_few_codes_are_categories()
    {
        Assert.Equal(
            1,
            Encoded([.. Enumerable.Range(0, 39).Select(static i => $"{i}.5"), "broken"]).ColumnCount
        );
        Assert.Equal(
            3,
            Encoded([.. Enumerable.Range(0, 39).Select(static i => $"{i % 2}"), "A"]).ColumnCount
        );
    }

    [Fact]
    public async Task A_target_that_is_missing_is_named()
    {
        using var folder = new TempFolder();
        string train = folder.With("t.csv", "a,b,y\n1,2,no\n2,3,NA\n3,1,yes\n4,4,no\n");
        (
            await CliRun.RunAsync(["explain", "data", train, "--target", "y", "--test", train])
        ).Failed(3, "data-malformed");
    }

    [Fact]
    public async Task Row_numbers_without_a_name_are_no_feature()
    {
        using var folder = new TempFolder();
        var text = new StringBuilder(",a,y\n");
        for (int i = 0; i < 40; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{i},{i * 7 % 11},{(i % 2 == 0 ? "no" : "yes")}\n"
            );
        }

        string table = folder.With("t.csv", text.ToString());
        DataStudy study = await DataStudy.CreateAsync(
            new DataStudyRequest
            {
                Task = new TrainingTask
                {
                    Train = await DataFile.ReadAsync(table, TestContext.Current.CancellationToken),
                    Target = "y",
                    Parts = DataCut.Rows,
                },
                Test = await DataFile.ReadAsync(table, TestContext.Current.CancellationToken),
            },
            TestContext.Current.CancellationToken
        );
        Assert.Contains(
            "1 column without a name passed over",
            study.ReadAs,
            StringComparison.Ordinal
        );
        Assert.Equal(1, study.Train!.ColumnCount);
    }

    private static TrainingData Encoded(string[] cells)
    {
        var table = new DataTable(
            ["x", "y"],
            cells.Select(static (cell, row) => new[] { cell, row % 2 == 0 ? "a" : "b" })
        );
        return DataEncoder.Fit(table, "y", isClassification: true).Encode(table);
    }

    private static string[][] Rows(SeededRandom random, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(row =>
                    (string[])
                        [
                            random.NextGaussian().ToString("R", CultureInfo.InvariantCulture),
                            random.NextInt(100).ToString(CultureInfo.InvariantCulture),
                            (1e6 * random.NextDouble()).ToString("R", CultureInfo.InvariantCulture),
                            row % 2 == 0 ? "a" : "b",
                        ]
                ),
        ];

    private static ulong SeedOfToday() => (ulong)Environment.TickCount64;

    private static string Data(string name) => Repository.Data("hostile", name);
}
