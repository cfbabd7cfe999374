using Interplay.Integration.Tests.Cli;
using Interplay.Masks;
using Interplay.Tables;
using Interplay.Training.Findings;
using Interplay.Training.Parts;
using Interplay.Training.Refits;
using Interplay.Training.Tables;

namespace Interplay.Integration.Tests.Training;

/// <summary>
/// Planted truth: five rows copied, five labels flipped, five seeds; on the sample, and on the
/// ones and sevens among the handwritten digits of E. Alpaydin and C. Kaynak (Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998, doi:10.24432/C50P49, CC BY 4.0), as
/// scikit-learn 1.2.1 holds them.
/// </summary>
public sealed class RowAuditTests
{
    private const int Planted = 5;
    private const int Top = 10;
    private const string Target = "diagnosis";

    /// <summary>A cheaper audit than the usual one, which a hundred rows get.</summary>
    private static readonly RowAuditOptions Quick = new()
    {
        Contexts = 24,
        Candidates = 12,
        PairContexts = 48,
    };

    [Fact]
    public async Task Copies_and_flips_of_any_digits_come_out_on_top()
    {
        using var file = new StreamReader(
            Path.Combine(AppContext.BaseDirectory, "Training", "digits-1-7.csv")
        );
        DataTable table = DataTableCsv.Read(file);
        for (ulong seed = 1; seed <= 5; seed++)
        {
            (TrainingData train, int[] flips, (int, int)[] copies) = Plant(
                table,
                seed,
                200,
                null,
                "digit"
            );
            RowAudit audit = await AuditAsync(train, Quick with { Seed = seed });
            Assert.True(Copies(audit, copies) == Planted, $"Copies of seed {seed}.");
            Assert.True(Flips(audit, flips) == Planted, $"Flips of seed {seed}.");
        }
    }

    [Fact]
    public async Task Copies_and_flips_of_the_whole_table_come_out_on_top()
    {
        DataTable table = Read();
        TrainingData all = DataEncoder.Fit(table, Target, isClassification: true).Encode(table);
        // A row that the others contradict gets, when it is flipped, the label that they speak for.
        RowAudit clean = await AuditAsync(all, Quick);
        bool[] isClear = [.. clean.Rows.Select(static row => row.LabelFit > 1)];
        for (ulong seed = 1; seed <= 5; seed++)
        {
            (TrainingData train, int[] flips, (int, int)[] copies) = Plant(
                table,
                seed,
                455,
                isClear
            );
            RowAudit audit = await AuditAsync(train, Quick with { Seed = seed });
            Assert.True(Copies(audit, copies) == Planted, $"Copies of seed {seed}.");
            Assert.True(Flips(audit, flips) == Planted, $"Flips of seed {seed}.");
        }
    }

    [Fact]
    public async Task Copies_among_a_hundred_rows_come_out_on_top_and_nearly_all_flips()
    {
        DataTable table = Read();
        int flipped = 0;
        for (ulong seed = 1; seed <= 5; seed++)
        {
            (TrainingData train, int[] flips, (int, int)[] copies) = Plant(table, seed, 100, null);
            RowAudit audit = await AuditAsync(train, new RowAuditOptions { Seed = seed });
            Assert.True(Copies(audit, copies) == Planted, $"Copies of seed {seed}.");
            flipped += Flips(audit, flips);
        }

        Assert.InRange(flipped, 23, 25);
    }

    [Fact]
    public async Task The_seed_decides()
    {
        (TrainingData train, _, _) = Plant(Read(), 1, 40, null);
        var options = new RowAuditOptions
        {
            Contexts = 8,
            Candidates = 5,
            PairContexts = 8,
        };
        RowAudit first = await AuditAsync(train, options);
        RowAudit second = await AuditAsync(train, options);
        Assert.Equal(first.Rows, second.Rows);
        Assert.Equal(first.Pairs, second.Pairs);
        Assert.Equal(8 * 46 + 4 * 5 * 8, first.Retrainings);
    }

    [Fact]
    public async Task More_rows_than_can_be_compared_are_refused()
    {
        int count = RowAudit.MostParts + 1;
        var data = new TrainingData(
            [.. Enumerable.Range(0, count).Select(static row => (double)row)],
            [.. Enumerable.Range(0, count).Select(static row => row % 2 == 0 ? 1.0 : -1.0)]
        );
        InterplayException error = await Assert.ThrowsAsync<InterplayException>(() =>
            AuditAsync(data, new RowAuditOptions())
        );
        Assert.Equal("too-many-parts-to-audit", error.Name);
    }

    private static int Copies(RowAudit audit, (int, int)[] copies) =>
        audit
            .Redundant(Top)
            .Count(pair => pair.Interaction < 0 && copies.Contains((pair.First, pair.Second)));

    private static int Flips(RowAudit audit, int[] flips) =>
        audit.Harmful(Top).Count(row => flips.Contains(row.Part));

    private static Task<RowAudit> AuditAsync(TrainingData train, RowAuditOptions options)
    {
        var lens = DataLens.OfRows(train.RowCount);
        return RowAudit.RunAsync(
            RetrainingFunction.Logistic(train, train, lens),
            train,
            lens,
            options,
            cancellationToken: TestContext.Current.CancellationToken
        );
    }

    private static DataTable Read()
    {
        using var file = new StreamReader(DataSamples.Train);
        return DataTableCsv.Read(file);
    }

    private static (TrainingData Train, int[] Flips, (int, int)[] Copies) Plant(
        DataTable table,
        ulong seed,
        int count,
        bool[]? isClear,
        string target = Target
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
                Enumerable.Range(0, table.Columns.Count).Select(cell => table[row, cell]).ToArray()
            )
            .ToList();
        for (int i = 0; i < Planted; i++)
        {
            rows[i][column] = rows[i][column] == labels[0] ? labels[1] : labels[0];
            rows.Add(rows[Planted + i]);
        }

        int[] places = random.Permutation(rows.Count);
        var shuffled = new string[rows.Count][];
        for (int i = 0; i < places.Length; i++)
        {
            shuffled[places[i]] = rows[i];
        }

        var planting = new DataTable(table.Columns, shuffled);
        return (
            DataEncoder.Fit(planting, target, isClassification: true).Encode(planting),
            places[..Planted],
            [
                .. Enumerable
                    .Range(0, Planted)
                    .Select(i =>
                        (
                            Math.Min(places[Planted + i], places[count + i]),
                            Math.Max(places[Planted + i], places[count + i])
                        )
                    ),
            ]
        );
    }
}
