using System.Text.Json.Nodes;
using Interplay.Reports;
using Interplay.Reports.Subjects;

namespace Interplay.Integration.Tests.Cli;

/// <summary>ML.NET trainers at the command line.</summary>
public sealed class DataMLNetTests
{
    [Fact]
    public async Task LightGbm_on_the_sample_and_again_from_the_journal()
    {
        using var folder = new TempFolder();
        string json = folder["e.json"];
        string[] command =
        [
            "explain",
            "data",
            .. DataSamples.Cancer,
            "--trainer",
            "lightgbm",
            "--trees",
            "20",
            "--parts",
            "clusters:12",
            "--row",
            "0,5",
            "--budget",
            "200",
            "--journal",
            folder["j.db"],
            "--json",
            json,
        ];
        CliResult first = (await CliRun.RunAsync(command)).Succeeded();
        string said = first.Output.ReplaceLineEndings(" ");
        Assert.Matches(@"by LightGBM; trained on all rows it classifies 1[01]\d of 114", said);
        Assert.Contains("log-odds of the right class", said, StringComparison.Ordinal);
        await using (FileStream file = File.OpenRead(json))
        {
            Explanation explanation = ExplanationJson.Read(file);
            Assert.Equal(200, explanation.Ablations);
            Assert.Equal("LightGBM", Assert.IsType<DataSubject>(explanation.Subject).Trainer);
            Assert.All(
                explanation.Outputs,
                static output => Assert.NotNull(output.Trust.HeldOutR2)
            );
            Assert.InRange(explanation.DatamodelScore!.Whole.Estimate, 0.5, 1);
            Assert.InRange(explanation.DatamodelScore.FirstOrder.Estimate, 0.5, 1);
        }

        // Another process knows every ablation by the same fingerprint, and the answers are the same.
        string kept = Samples.WithoutTimings(
            await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken)
        );
        (await CliProcess.RunAsync(command)).Succeeded();
        Assert.Equal(
            kept,
            Samples.WithoutTimings(
                await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken)
            )
        );
        JsonNode subjects = JsonNode.Parse(
            await CliRun.SavedAsync(["journal", "list", "--journal", folder["j.db"]])
        )!["subjects"]!;
        Assert.Single(subjects.AsArray());
        Assert.Equal(200, (int)subjects[0]!["ablations"]!);
    }

    [Theory]
    [InlineData("lightgbm", "squared error")]
    [InlineData("fasttree", "squared error")]
    public async Task Numbers_are_predicted_by_trees(string trainer, string unit)
    {
        using var folder = new TempFolder();
        string table = folder.With(
            "t.csv",
            $"a,b,y\n{string.Concat(Enumerable.Range(0, 40).Select(static row => $"{row % 8},{row * 7 % 11},{row % 8 * 3 + row * 7 % 11}\n"))}"
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
                "--trainer",
                trainer,
                "--trees",
                "10",
                "--parts",
                "clusters:8",
                "--budget",
                "100",
                "--quiet",
            ])
        ).Succeeded();
        Assert.Contains(unit, result.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Training_rows_are_audited_by_LightGbm()
    {
        using var folder = new TempFolder();
        var rows = Enumerable
            .Range(0, 30)
            .Select(static row =>
                $"r{row},{(row % 2 == 0 ? 4 : -4) + row % 7 * 0.1:0.0},{row * 5 % 9 * 0.1:0.0},{(row % 2 == 0 ? "yes" : "no")}"
            )
            .Append("liar,4.2,0.3,no");
        string train = folder.With("train.csv", $"id,a,b,y\n{string.Join('\n', rows)}\n");
        CliResult result = (
            await CliRun.RunAsync([
                "explain",
                "data",
                train,
                "--target",
                "y",
                "--id",
                "id",
                "--trainer",
                "lightgbm",
                "--trees",
                "10",
                "--leaf-rows",
                "3",
                "--contexts",
                "16",
                "--pairs",
                "1",
                "--json",
                folder["a.json"],
                "--quiet",
            ])
        ).Succeeded();
        Assert.Contains(
            "judged by LightGBM",
            result.Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        JsonNode root = JsonNode.Parse(
            await File.ReadAllTextAsync(folder["a.json"], TestContext.Current.CancellationToken)
        )!;
        Assert.Equal(30, (int?)root["harmful"]![0]);
        Assert.Single(root["pairs"]!.AsArray());
        // 16 halves of 31 rows, and 4 x 128 for the pair.
        Assert.Equal(16 * 32 + 512, (int?)root["retrainings"]);
    }

    [Theory]
    [InlineData("classes-unclear", "--trainer", "lbfgs", "--target", "a")]
    [InlineData("trainer-options-contradict", "--trainer", "knn", "--trees", "5")]
    [InlineData("trainer-options-contradict", "--leaf-rows", "5")]
    [InlineData("trainer-options-malformed", "--trainer", "lightgbm", "--leaves", "1")]
    [InlineData("trainer-options-malformed", "--trainer", "fasttree", "--learning-rate", "0")]
    [InlineData("trainer-options-malformed", "--trainer", "lbfgs", "--penalty", "-1")]
    [InlineData("audit-option-unknown", "--pairs", "5")]
    public async Task What_makes_no_sense_is_named(string name, params string[] options)
    {
        using var folder = new TempFolder();
        string table = folder.With("t.csv", DataSamples.Table());
        List<string> all = ["explain", "data", table, "--test", table, .. options, "--quiet"];
        if (!options.Contains("--target", StringComparer.Ordinal))
        {
            all.AddRange(["--target", "y"]);
        }

        (await CliRun.RunAsync([.. all])).Failed(2, name);
    }
}
