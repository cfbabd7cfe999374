using System.Text.Json.Nodes;
using Interplay.Integration.Tests.Prompts;

namespace Interplay.Integration.Tests.Cli;

/// <summary>Trust near the whole input, and what the model gives without each part, in reports and dry runs.</summary>
public sealed class NearWholeTests
{
    [Fact]
    public async Task A_text_says_what_the_model_gives_without_each_word_and_how_far_to_trust_it()
    {
        using var folder = new TempFolder();
        CliResult run = (
            await CliRun.RunAsync([
                "explain",
                "text",
                Samples.Sentence,
                "--model",
                "sentiment-small",
                "--budget",
                "400",
                "--method",
                "proxyspex-single",
                "--json",
                folder["e.json"],
                "--quiet",
            ])
        ).Succeeded();
        string said = run.Output.ReplaceLineEndings(" ");
        Assert.Contains("Left out alone (asked, not predicted; -2", said, StringComparison.Ordinal);
        Assert.Contains("Near the whole input, with 1 to 3 parts", said, StringComparison.Ordinal);
        JsonNode json = JsonNode.Parse(
            await File.ReadAllTextAsync(folder["e.json"], TestContext.Current.CancellationToken)
        )!;
        Assert.Equal(14, (int?)json["nearWhole"]);
        Assert.Equal(21, (int?)json["trust"]![0]!["nearWhole"]!["masks"]);
        Assert.Equal(
            13,
            json["singles"]![0]!["without"]!.AsArray().Count(static one => one is not null)
        );
        CliResult report = (await CliRun.RunAsync(["report", folder["e.json"]])).Succeeded();
        Assert.Equal(run.Output, report.Output);
    }

    [Fact]
    public async Task A_game_measures_it_where_that_is_asked_for()
    {
        using var folder = new TempFolder();
        string[] command =
        [
            "explain",
            "game",
            folder.With("g.json", Samples.Game()),
            "--budget",
            "40",
        ];
        CliResult none = (await CliRun.RunAsync(command)).Succeeded();
        Assert.DoesNotContain("near whole", none.Output, StringComparison.Ordinal);
        CliResult some = (await CliRun.RunAsync([.. command, "--near-whole", "9"])).Succeeded();
        Assert.Contains(
            "  near whole  Near the whole input",
            some.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Dry_runs_say_what_it_costs()
    {
        using var folder = new TempFolder();
        CliResult prompt = (
            await CliRun.RunAsync([
                "explain",
                "prompt",
                folder.With("p.json", LighthouseEndpoint.Prompt),
                "--parts",
                "words",
                "--dry-run",
            ])
        ).Succeeded();
        Assert.Contains(
            "34 of them have one to three parts missing and only measure trust near the whole prompt.",
            prompt.Output,
            StringComparison.Ordinal
        );
        CliResult data = (
            await CliRun.RunAsync([
                "explain",
                "data",
                .. DataSamples.Cancer,
                "--parts",
                "clusters:20",
                "--dry-run",
            ])
        ).Succeeded();
        Assert.Contains(
            "1000 retrainings, 100 of them to check and 34 to check near all rows",
            data.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Models_and_training_data_have_it_too()
    {
        using var folder = new TempFolder();
        CliResult model = (
            await CliRun.RunAsync([
                "explain",
                "model",
                "reviews-lm",
                "--prompt",
                "This is the best film of the",
                "--parts",
                "heads",
                "--budget",
                "250",
                "--method",
                "proxyspex-single",
                "--quiet",
            ])
        ).Succeeded();
        Assert.Contains(
            "Near the whole input, with 1 to 3 parts missing",
            model.Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        CliResult data = (
            await CliRun.RunAsync([
                "explain",
                "data",
                .. DataSamples.Cancer,
                "--parts",
                "clusters:12",
                "--budget",
                "250",
                "--method",
                "proxyspex-single",
                "--quiet",
            ])
        ).Succeeded();
        Assert.Contains(
            "Near the whole input, with 1 to 3 parts missing",
            data.Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
    }
}
