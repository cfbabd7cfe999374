using System.Globalization;
using System.Text.Json.Nodes;
using Interplay.Integration.Tests.Cli;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Microsoft.ML.OnnxRuntime;

namespace Interplay.Integration.Tests.Rows;

/// <summary>Rows of tables at the command line: exact against asking every row alone, summed up over rows, and what is wrong named.</summary>
public sealed class ExplainTableTests
{
    /// <summary>Ten columns, a background of 10 rows: every value of the index against its definition.</summary>
    [Theory]
    [InlineData("forest.onnx", 3)]
    [InlineData("forest-matrix.onnx", 3)]
    [InlineData("boosted.onnx", 1)]
    public async Task Ten_columns_are_explained_exactly(string model, int outputs)
    {
        const int Row = 27;
        using var folder = new TempFolder();
        string background = folder.With(
            "background.csv",
            string.Join('\n', File.ReadLines(RowSamples.Numbers).Take(11))
        );
        Explanation found = await ExplainAsync(
            RowSamples.File(model),
            RowSamples.Numbers,
            "--row",
            $"{Row}",
            "--background",
            background,
            "--index",
            "k-SII"
        );
        Assert.Equal(outputs, found.Outputs.Count);
        Assert.Equal("x0 = 0.84", found.Parts[0].Text);
        string[][] cells = RowSamples.Cells(RowSamples.Numbers);
        using var session = new InferenceSession(RowSamples.File(model));
        int[][] parts = [.. Enumerable.Range(0, 10).Select(static column => new[] { column })];
        // The last output is judged: one is like another, and each takes 10,000 questions.
        Dictionary<(int, int), double> expected = RowSamples.KSii(
            RowSamples.Values(
                parts,
                cells[Row],
                cells[..10],
                row => RowSamples.AskMatrix(session, row, outputs - 1)
            )
        );
        ExplainedOutput output = found.Outputs[^1];
        Assert.Equal(VerdictKind.Complete, output.Trust.Verdict.Kind);
        foreach (((int i, int j), double value) in expected)
        {
            Assert.Equal(
                value,
                output.Interactions[i == j ? PartSet.Of(i) : PartSet.Of(i, j)],
                1e-9
            );
        }
    }

    /// <summary>Read from the trees: as every mask asked says, but for the single precision that the runtime adds in, and checked on masks that were asked.</summary>
    [Theory]
    [InlineData("forest.onnx", "marginal")]
    [InlineData("forest-matrix.onnx", "typical")]
    [InlineData("boosted.onnx", "marginal")]
    [InlineData("boosted.onnx", "row:3")]
    public async Task Trees_are_read_exactly(string model, string removed)
    {
        string[] asked =
        [
            RowSamples.File(model),
            RowSamples.Numbers,
            "--row",
            "5",
            "--removed",
            removed,
            "--background-rows",
            "15",
        ];
        Explanation read = await ExplainAsync([.. asked, "--trees"]);
        Explanation all = await ExplainAsync(asked);
        Assert.Equal("ensemble", read.Method);
        Assert.Equal(102, read.Ablations);
        Assert.Equal(all.Outputs.Count, read.Outputs.Count);
        for (int output = 0; output < all.Outputs.Count; output++)
        {
            Assert.InRange(read.Outputs[output].Trust.HeldOutR2!.Value.Low, 0.999999, 1);
            for (int mask = 0; mask < 1024; mask++)
            {
                ulong[] words = [(ulong)mask];
                Assert.Equal(
                    all.Outputs[output].Spectrum.Evaluate(words),
                    read.Outputs[output].Spectrum.Evaluate(words),
                    1e-6
                );
            }
        }
    }

    /// <summary>Two classes of which one has weights: what the trees add up to are the log-odds that scikit-learn gives for the same row.</summary>
    [Fact]
    public async Task Boosted_classes_are_log_odds()
    {
        const int Row = 11;
        string[] asked = [RowSamples.File("signs.onnx"), RowSamples.Numbers, "--row", $"{Row}"];
        double[] said =
        [
            .. File.ReadLines(RowSamples.File("signs.csv"))
                .ElementAt(Row)
                .Split(',')
                .Select(static cell => double.Parse(cell, CultureInfo.InvariantCulture)),
        ];
        ulong[] whole = [1023];
        Explanation trees = await ExplainAsync([.. asked, "--trees"]);
        Assert.Equal(said[1], trees.Outputs[1].Spectrum.Evaluate(whole), 1e-5);
        Assert.Equal(-said[1], trees.Outputs[0].Spectrum.Evaluate(whole), 1e-5);
        Assert.All(
            trees.Outputs,
            static output => Assert.InRange(output.Trust.HeldOutR2!.Value.Low, 0.999999, 1)
        );
        Explanation usual = await ExplainAsync(asked);
        Assert.Equal(["0", "1"], usual.Outputs.Select(static output => output.Name));
        Assert.Equal(said[0], usual.Outputs[1].Spectrum.Evaluate(whole), 1e-5);
    }

    [Fact]
    public async Task A_column_may_be_an_input_of_its_own_of_texts_too()
    {
        Explanation found = await ExplainAsync(
            RowSamples.File("people.onnx"),
            RowSamples.People,
            "--row",
            "3",
            "--drop",
            "buys"
        );
        Assert.Equal(["no", "yes"], found.Outputs.Select(static output => output.Name));
        // The columns of the city are one part, and the age of this row is not known.
        Assert.Equal(
            ["age = missing", "pay = 47000", "job = pilot", "city = lima"],
            found.Parts.Select(static part => part.Text)
        );
        var subject = Assert.IsType<RowSubject>(found.Subject);
        Assert.Equal(
            (3, "people.onnx", "people.csv"),
            (subject.Row, subject.Model, subject.TableFile)
        );
        foreach (int mask in (int[])[0, 5, 15])
        {
            double[] both =
            [
                .. found.Outputs.Select(output =>
                    output.Spectrum.Evaluate(Mask.FromWords([(ulong)mask], 4).Words)
                ),
            ];
            Assert.Equal(1, both.Sum(), 1e-6);
            Assert.All(both, static p => Assert.InRange(p, -1e-9, 1 + 1e-9));
        }
    }

    /// <summary>The means of all columns, one row, or the row that is nearest.</summary>
    [Theory]
    [InlineData("typical")]
    [InlineData("row:5")]
    [InlineData("nearest")]
    public async Task Removed_columns_take_one_row(string removed)
    {
        Explanation found = await ExplainAsync(
            RowSamples.File("forest.onnx"),
            RowSamples.Numbers,
            "--row",
            "2",
            "--removed",
            removed,
            "--background-rows",
            "1"
        );
        string[][] cells = RowSamples.Cells(RowSamples.Numbers);
        string[] other =
            removed == "typical"
                ?
                [
                    .. Enumerable
                        .Range(0, 10)
                        .Select(column =>
                            cells
                                .Average(row =>
                                    double.Parse(row[column], CultureInfo.InvariantCulture)
                                )
                                .ToString("R", CultureInfo.InvariantCulture)
                        ),
                ]
            : removed == "nearest" ? Nearest(cells, 2)
            : cells[5];
        using var session = new InferenceSession(RowSamples.File("forest.onnx"));
        double[] values = RowSamples.Values(
            [.. Enumerable.Range(0, 10).Select(static column => new[] { column })],
            cells[2],
            [other],
            row => RowSamples.AskMatrix(session, row, 0)
        );
        for (int mask = 0; mask < values.Length; mask++)
        {
            Assert.Equal(
                values[mask],
                found.Outputs[0].Spectrum.Evaluate(Mask.FromWords([(ulong)mask], 10).Words),
                1e-9
            );
        }
    }

    private static string[] Nearest(string[][] cells, int row)
    {
        double[][] numbers =
        [
            .. cells.Select(static one =>
                one.Select(static cell => double.Parse(cell, CultureInfo.InvariantCulture))
                    .ToArray()
            ),
        ];
        double[] variances =
        [
            .. Enumerable
                .Range(0, numbers[0].Length)
                .Select(column =>
                {
                    double mean = numbers.Average(one => one[column]);
                    return numbers.Average(one => (one[column] - mean) * (one[column] - mean));
                }),
        ];
        return Enumerable
            .Range(0, cells.Length)
            .Where(other => other != row)
            .Select(other =>
                (
                    Cells: cells[other],
                    Distance: variances
                        .Select(
                            (variance, column) =>
                                Math.Pow(numbers[row][column] - numbers[other][column], 2)
                                / variance
                        )
                        .Sum()
                )
            )
            .MinBy(static other => other.Distance)
            .Cells;
    }

    [Fact]
    public async Task Many_rows_are_summed_up()
    {
        using var folder = new TempFolder();
        string json = folder["s.json"];
        string csv = folder["s.csv"];
        string[] asked =
        [
            RowSamples.File("boosted.onnx"),
            RowSamples.Numbers,
            "--removed",
            "typical",
            "--index",
            "k-SII",
        ];
        CliResult run = (
            await CliRun.RunAsync([
                "explain",
                "table",
                .. asked,
                "--rows",
                "3",
                "--json",
                json,
                "--csv",
                csv,
                "--quiet",
            ])
        ).Succeeded();
        Assert.Contains("3 rows of numbers.csv", run.Output, StringComparison.Ordinal);
        JsonNode summary = JsonNode.Parse(
            await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken)
        )!;
        int[] rows = [.. summary["rows"]!.AsArray().Select(static row => (int)row!)];
        Assert.Equal(3, rows.Length);
        JsonNode pair = summary["outputs"]![0]!["sets"]!
            .AsArray()
            .First(static set => set!["parts"]!.AsArray().Count == 2)!;
        var both = PartSet.Of([.. pair["parts"]!.AsArray().Select(static part => (int)part!)]);
        var strengths = new List<double>();
        foreach (int row in rows)
        {
            Explanation one = await ExplainAsync([.. asked, "--row", $"{row}"]);
            strengths.Add(one.Outputs[0].Interactions[both]);
        }

        double mean = strengths.Average();
        Assert.Equal(strengths.Average(Math.Abs), (double)pair["meanAbsolute"]!, 1e-12);
        Assert.Equal(mean, (double)pair["mean"]!, 1e-12);
        Assert.Equal(
            Math.Sqrt(strengths.Sum(x => (x - mean) * (x - mean)) / 2),
            (double)pair["deviation"]!,
            1e-12
        );
        string[] lines = await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken);
        Assert.Equal("output,order,parts,mean_absolute,mean,deviation,rows", lines[0]);
        Assert.Contains(
            lines,
            line =>
                line.StartsWith(
                    $"variable,2,{string.Join(" + ", both.Parts.ToArray().Select(static part => $"x{part}"))},",
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(
            10,
            lines.Count(static line => line.StartsWith("variable,1,", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_program_reads_rows()
    {
        using var folder = new TempFolder();
        // The first cell of each row, one row at a time.
        string program = folder.With(
            "first.sh",
            """
            read -r hello
            echo "$hello" > hello.txt
            echo '{"version":1,"outputs":["first"]}'
            while read -r line; do
              id=${line#*\"id\":}
              cell=${line#*\"rows\":[[\"}
              echo "{\"id\":${id%%,*},\"values\":[[${cell%%\"*}]]}"
            done
            """
        );
        string table = folder.With("t.csv", "a,b,c\n4,\"x\"\"y\",1\n2,z,1\n");
        string[] command =
        [
            "explain",
            "table",
            $"sh '{program}'",
            table,
            "--row",
            "0",
            "--journal",
            folder["j.db"],
            "--quiet",
        ];
        CliResult run = (await CliRun.RunAsync(command)).Succeeded();
        // Removed, it is 3 on average over both rows.
        Assert.Matches("a = 4 +\\+1.00", run.Output);
        Assert.Contains(
            "in 2 rows of the background",
            run.Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        (await CliRun.RunAsync([.. command, "--model-output", "x"])).Failed(
            2,
            "model-output-unknown"
        );
    }

    /// <summary>A program that is killed in the middle: what it answered before is kept, and asked for no more.</summary>
    [Fact]
    public async Task What_a_program_of_rows_answered_is_kept()
    {
        using var folder = new TempFolder();
        string program = folder.With("value.sh", "");
        await File.WriteAllTextAsync(
            program,
            $$"""
            cd '{{Path.GetDirectoryName(program)}}'
            read -r hello
            echo '{"version":1,"outputs":["first"]}'
            n=0
            while read -r line; do
              n=$((n+1))
              if [ $n -ge 8 ] && [ ! -e healed ]; then kill -9 $$; fi
              echo x >> paid
              id=${line#*\"id\":}
              cell=${line#*\"rows\":[[\"}
              echo "{\"id\":${id%%,*},\"values\":[[${cell%%\"*}]]}"
            done
            """,
            TestContext.Current.CancellationToken
        );
        string[] command =
        [
            "explain",
            "table",
            $"sh '{program}'",
            folder.With("t.csv", "a,b,c\n4,5,1\n2,6,1\n"),
            "--row",
            "0",
            "--removed",
            "row:1",
            "--journal",
            folder["j.db"],
            "--attempts",
            "1",
            "--quiet",
        ];
        CliResult failed = (await CliRun.RunAsync(command)).Failed(5, "program-exited");
        Assert.Contains("7 ablations were done before", failed.Error, StringComparison.Ordinal);
        folder.With("healed", "");
        (await CliRun.RunAsync(command)).Succeeded();
        Assert.Equal(8, ProgramSamples.Lines(folder, "paid"));
    }

    [Theory]
    [InlineData(2, "row-unknown", "forest.onnx", "numbers.csv")]
    [InlineData(2, "row-unknown", "forest.onnx", "numbers.csv", "--row", "80")]
    [InlineData(2, "row-unknown", "forest.onnx", "numbers.csv", "--rows", "81")]
    [InlineData(2, "row-unknown", "forest.onnx", "numbers.csv", "--row", "1", "--rows", "all")]
    [InlineData(2, "row-unknown", "forest.onnx", "numbers.csv", "--row", "1", "--csv", "s.csv")]
    [InlineData(
        2,
        "background-malformed",
        "forest.onnx",
        "numbers.csv",
        "--row",
        "1",
        "--removed",
        "x"
    )]
    [InlineData(
        2,
        "background-malformed",
        "forest.onnx",
        "numbers.csv",
        "--row",
        "1",
        "--removed",
        "row:80"
    )]
    [InlineData(
        2,
        "background-malformed",
        "forest.onnx",
        "numbers.csv",
        "--row",
        "1",
        "--background-rows",
        "0"
    )]
    [InlineData(2, "column-unknown", "forest.onnx", "numbers.csv", "--row", "1", "--drop", "none")]
    [InlineData(
        2,
        "model-output-unknown",
        "forest.onnx",
        "numbers.csv",
        "--row",
        "1",
        "--model-output",
        "label"
    )]
    [InlineData(
        2,
        "output-not-found",
        "forest.onnx",
        "numbers.csv",
        "--row",
        "1",
        "--show",
        "none"
    )]
    [InlineData(
        2,
        "trees-not-possible",
        "forest.onnx",
        "numbers.csv",
        "--row",
        "1",
        "--trees",
        "--model-output",
        "x"
    )]
    [InlineData(2, "trees-not-possible", "sh -c true", "numbers.csv", "--row", "1", "--trees")]
    [InlineData(
        2,
        "trees-not-possible",
        "forest.onnx",
        "numbers.csv",
        "--row",
        "1",
        "--trees",
        "--method",
        "exact"
    )]
    [InlineData(
        2,
        "row-unknown",
        "forest.onnx",
        "numbers.csv",
        "--rows",
        "2",
        "--shapiq",
        "s.json"
    )]
    [InlineData(3, "trees-unreadable", "people.onnx", "people.csv", "--row", "1", "--trees")]
    [InlineData(3, "model-columns-mismatch", "forest.onnx", "people.csv", "--row", "1")]
    [InlineData(3, "model-columns-mismatch", "people.onnx", "numbers.csv", "--row", "1")]
    [InlineData(3, "model-unreadable", "numbers.csv.onnx", "numbers.csv", "--row", "1")]
    [InlineData(3, "model-unreadable", "numbers.csv.zip", "numbers.csv", "--row", "1")]
    [InlineData(6, "file-not-found", "none.onnx", "numbers.csv", "--row", "1")]
    [InlineData(6, "file-not-found", "none.zip", "numbers.csv", "--row", "1")]
    public async Task What_is_wrong_is_named(
        int code,
        string name,
        string model,
        string table,
        params string[] options
    )
    {
        using var folder = new TempFolder();
        string path = model.StartsWith("numbers.csv", StringComparison.Ordinal)
            ? folder.With(model, "x0,x1\n1,2\n")
            : Path.Combine(Path.GetDirectoryName(RowSamples.Numbers)!, model);
        (
            await CliRun.RunAsync([
                "explain",
                "table",
                path,
                RowSamples.File(table),
                .. options,
                "--quiet",
            ])
        ).Failed(code, name);
    }

    internal static async Task<Explanation> ExplainAsync(params string[] arguments) =>
        ExplanationJson.Read(
            System.Text.Encoding.UTF8.GetBytes(
                await CliRun.SavedAsync(["explain", "table", .. arguments, "--quiet"])
            )
        );
}
