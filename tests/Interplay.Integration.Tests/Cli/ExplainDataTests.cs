using System.Text.Json.Nodes;
using Interplay.Reports;
using Parquet;
using Parquet.Schema;

namespace Interplay.Integration.Tests.Cli;

/// <summary><c>interplay explain data</c> on the sample that is shipped, and on small tables.</summary>
public sealed class ExplainDataTests
{
    [Fact]
    public async Task Groups_and_scores_of_one_test_row()
    {
        using var folder = new TempFolder();
        string json = folder["e.json"];
        CliResult result = (
            await CliRun.RunAsync([
                "explain",
                "data",
                .. DataSamples.Cancer,
                "--row",
                "0",
                "--parts",
                "clusters:20",
                "--budget",
                "400",
                "--json",
                json,
            ])
        ).Succeeded();
        foreach (
            string said in new[]
            {
                "455 training rows of breast-cancer-train.csv in 20 clusters",
                "Margin of row 0",
                "Groups that act together",
                "redundant",
                "Linear datamodelling score on 40 held-out masks",
                "held-out masks",
            }
        )
        {
            Assert.Contains(said, result.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        }

        await using FileStream file = File.OpenRead(json);
        Explanation explanation = ExplanationJson.Read(file);
        Assert.NotEmpty(explanation.Findings);
        Assert.Equal(400, explanation.Ablations);
        Assert.InRange(explanation.Outputs[0].Trust.HeldOutR2!.Value.Estimate, 0.8, 1);
        Assert.True(
            explanation.DatamodelScore!.Whole.Estimate
                > explanation.DatamodelScore.FirstOrder.Estimate
        );

        CliResult again = (await CliRun.RunAsync(["report", json])).Succeeded();
        Assert.Equal(result.Output, again.Output);
    }

    [Fact]
    public async Task Test_rows_share_the_retrainings_and_the_seed_decides()
    {
        using var folder = new TempFolder();
        string[] command =
        [
            "explain",
            "data",
            .. DataSamples.Cancer,
            "--row",
            "0,5,7,9",
            "--parts",
            "clusters:12",
            "--trainer",
            "knn",
            "--budget",
            "300",
            "--quiet",
            "--json",
        ];
        string first = await ExplainedAsync("first.json");
        string second = await ExplainedAsync("second.json");
        Assert.Equal(Samples.WithoutTimings(first), Samples.WithoutTimings(second));
        JsonNode root = JsonNode.Parse(first)!;
        Assert.Equal(4, root["outputs"]!.AsArray().Count);
        Assert.Equal(300, (int?)root["ablations"]);
        Assert.Equal(4, (int?)root["datamodelScore"]!["outputs"]);

        async Task<string> ExplainedAsync(string name)
        {
            (await CliRun.RunAsync([.. command, folder[name]])).Succeeded();
            return await File.ReadAllTextAsync(folder[name], TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("--trainer", "ridge", "--output", "loss")]
    [InlineData("--keep", "0.8", "--output", "probability")]
    [InlineData("--parts", "nearest:15", "--row", "3", "--output", "prediction")]
    [InlineData("--row", "all", "--max-order", "1", "--budget", "60")]
    [InlineData("--rounds", "--budget", "200")]
    public async Task Other_ways_to_ask(params string[] options) =>
        (
            await CliRun.RunAsync([
                "explain",
                "data",
                .. DataSamples.Cancer,
                .. options.Contains("--parts", StringComparer.Ordinal)
                    ? Array.Empty<string>()
                    : ["--parts", "clusters:10"],
                .. options.Contains("--budget", StringComparer.Ordinal)
                    ? Array.Empty<string>()
                    : ["--budget", "200"],
                .. options,
                "--quiet",
            ])
        ).Succeeded();

    [Fact]
    public async Task Equal_rows_and_a_wrong_label_are_named()
    {
        using var folder = new TempFolder();
        string header = "id,a,b,y\n";
        var rows = Enumerable
            .Range(0, 30)
            .Select(row =>
                $"r{row},{(row % 2 == 0 ? 4 : -4) + row % 7 * 0.1:0.0},{row * 5 % 9 * 0.1:0.0},{(row % 2 == 0 ? "yes" : "no")}"
            )
            .ToList();
        // One row twice, and one among the other class under its own label.
        rows.Add($"twin,{rows[4].Split(',', 2)[1]}");
        rows.Add("liar,4.2,0.3,no");
        string train = folder.With("train.csv", $"{header}{string.Join('\n', rows)}\n");
        string test = folder.With("test.csv", $"{header}{string.Join('\n', rows.Take(20))}\n");
        CliResult result = (
            await CliRun.RunAsync([
                "explain",
                "data",
                train,
                "--target",
                "y",
                "--test",
                test,
                "--id",
                "id",
                "--quiet",
            ])
        ).Succeeded();
        Assert.Contains(
            "r4 (yes) + twin (yes): duplicates",
            result.Output,
            StringComparison.Ordinal
        );
        Assert.Matches(@"liar \(no\) .*probably mislabelled", result.Output);
    }

    [Fact]
    public async Task Without_test_rows_the_training_rows_are_audited()
    {
        using var folder = new TempFolder();
        var rows = Enumerable
            .Range(0, 30)
            .Select(row =>
                $"r{row},{(row % 2 == 0 ? 4 : -4) + row % 7 * 0.1:0.0},{row * 5 % 9 * 0.1:0.0},{(row % 2 == 0 ? "yes" : "no")}"
            )
            .ToList();
        rows.Add($"twin,{rows[4].Split(',', 2)[1]}");
        rows.Add("liar,4.2,0.3,no");
        string train = folder.With("train.csv", $"id,a,b,y\n{string.Join('\n', rows)}\n");
        string json = folder["audit.json"];
        CliResult result = (
            await CliRun.RunAsync([
                "explain",
                "data",
                train,
                "--target",
                "y",
                "--id",
                "id",
                "--json",
                json,
                "--quiet",
            ])
        ).Succeeded();
        Assert.Matches(@"liar \(no\) .*probably mislabelled", result.Output);
        Assert.Matches(@"r4 \(yes\) \+ twin \(yes\) +1\.0000 +-", result.Output);
        JsonNode root = JsonNode.Parse(
            await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken)
        )!;
        Assert.Equal(31, (int?)root["harmful"]![0]);
        Assert.Equal(32, root["rows"]!.AsArray().Count);
    }

    [Fact]
    public async Task Texts_become_embeddings_of_the_shipped_encoder()
    {
        using var folder = new TempFolder();
        string[] good = ["wonderful and moving", "a great film", "superb acting", "I loved it"];
        string[] bad = ["boring and slow", "a terrible film", "bad acting", "I hated it"];
        string table = folder.With(
            "t.csv",
            $"review,y\n{string.Concat(good.Select(static text => $"{text},1\n"))}{string.Concat(bad.Select(static text => $"{text},0\n"))}"
        );
        CliResult result = (
            await CliRun.RunAsync([
                "explain",
                "data",
                table,
                "--target",
                "y",
                "--test",
                table,
                "--text-columns",
                "review",
                "--quiet",
            ])
        ).Succeeded();
        Assert.Contains(
            "classifies 8 of 8 test rows rightly",
            result.Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Parquet_says_what_csv_says()
    {
        using var folder = new TempFolder();
        string csv = folder.With("t.csv", DataSamples.Table());
        string parquet = folder["t.parquet"];
        await WriteParquetAsync(csv, parquet);
        string[] outputs = new string[2];
        for (int i = 0; i < 2; i++)
        {
            outputs[i] = (
                await CliRun.RunAsync([
                    "explain",
                    "data",
                    i == 0 ? csv : parquet,
                    "--target",
                    "y",
                    "--test",
                    csv,
                    "--budget",
                    "100",
                    "--quiet",
                ])
            )
                .Succeeded()
                .Output.Split("Cost:")[0]
                .Replace("t.parquet", "t.csv", StringComparison.Ordinal)
                .ReplaceLineEndings(" ")
                .Replace(" ", "", StringComparison.Ordinal);
        }

        Assert.Equal(outputs[0], outputs[1]);
    }

    [Fact]
    public async Task A_dry_run_trains_nothing_and_parts_can_be_saved()
    {
        using var folder = new TempFolder();
        string parts = folder["parts.csv"];
        CliResult result = (
            await CliRun.RunAsync([
                "explain",
                "data",
                .. DataSamples.Cancer,
                "--parts",
                "clusters:8",
                "--dry-run",
                "--save-parts",
                parts,
            ])
        ).Succeeded();
        Assert.Contains("Nothing was trained.", result.Output, StringComparison.Ordinal);
        string[] lines = await File.ReadAllLinesAsync(parts, TestContext.Current.CancellationToken);
        Assert.Equal(456, lines.Length);
        Assert.Equal("row,part,name", lines[0]);
    }

    private static async Task WriteParquetAsync(string csv, string path)
    {
        string[][] rows =
        [
            .. File.ReadAllLines(csv).Skip(1).Select(static line => line.Split(',')),
        ];
        var a = new DataField<int>("a");
        var b = new DataField<double>("b");
        var y = new DataField<string>("y", nullable: false);
        await using FileStream file = File.Create(path);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(a, b, y),
            file
        );
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        await group.WriteAsync<int>(
            a,
            rows.Select(static row =>
                    int.Parse(row[0], System.Globalization.CultureInfo.InvariantCulture)
                )
                .ToArray()
        );
        await group.WriteAsync<double>(
            b,
            rows.Select(static row =>
                    double.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture)
                )
                .ToArray()
        );
        await group.WriteAsync(y, rows.Select(static row => row[2]).ToArray());
    }
}
