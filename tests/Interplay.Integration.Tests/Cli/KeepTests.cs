using System.Text.Json.Nodes;
using Interplay.Integration.Tests.Prompts;
using Interplay.Reports;

namespace Interplay.Integration.Tests.Cli;

/// <summary>The option that asks for combinations near the whole input, on every verb that takes it.</summary>
public sealed class KeepTests
{
    private const string Said = "each part kept with probability 0.9";

    [Fact]
    public async Task A_text_is_explained_near_the_whole_text()
    {
        using var folder = new TempFolder();
        CliResult run = await ExplainedAsync(folder, "text", [Samples.Sentence]);
        string said = run.Output.ReplaceLineEndings(" ");
        Assert.Contains("each part was kept with probability 0.9", said, StringComparison.Ordinal);
        Assert.Contains("Where the variation is, each part kept", said, StringComparison.Ordinal);
        CliResult report = (await CliRun.RunAsync(["report", folder["e.json"]])).Succeeded();
        Assert.Equal(
            run.Output[..run.Output.IndexOf("Cost:", StringComparison.Ordinal)],
            report.Output[..report.Output.IndexOf("Cost:", StringComparison.Ordinal)]
        );
    }

    [Fact]
    public async Task So_are_a_model_and_training_data()
    {
        using var folder = new TempFolder();
        await ExplainedAsync(
            folder,
            "model",
            ["reviews-lm", "--prompt", "This is the best film of the", "--parts", "heads"]
        );
        CliResult data = await ExplainedAsync(
            folder,
            "data",
            [.. DataSamples.Cancer, "--parts", "clusters:12"]
        );
        Assert.Contains(Said, data.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_is_a_prompt_at_once_and_in_levels()
    {
        await using LighthouseEndpoint endpoint = await LighthouseEndpoint.StartAsync(static odds =>
            [("open", LighthouseEndpoint.Open(odds)), ("shut", LighthouseEndpoint.Shut(odds))]
        );
        using var folder = new TempFolder();
        string[] command =
        [
            folder.With("p.json", LighthouseEndpoint.Prompt),
            "--labels",
            "open,shut",
            "--endpoint",
            endpoint.Address,
            "--journal",
            folder["j.db"],
        ];
        CliResult run = await ExplainedAsync(folder, "prompt", [.. command, "--parts", "words"]);
        Assert.Contains(Said, run.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        await ExplainedAsync(folder, "prompt", [.. command, "--then", "words"]);
    }

    [Fact]
    public async Task A_game_and_a_table_are_read_in_the_basis_of_their_masks()
    {
        using var folder = new TempFolder();
        string game = folder.With("g.json", Samples.Game());
        await ExplainedAsync(folder, "game", [game, "--budget", "40"]);
        string table = folder["t.csv"];
        CliResult plan = (
            await CliRun.RunAsync([
                "plan",
                "--parts-count",
                "6",
                "--budget",
                "40",
                "--held-out",
                "0",
                "--keep",
                "0.9",
                "-o",
                table,
            ])
        ).Succeeded();
        Assert.Contains("--keep 0.9", plan.Output, StringComparison.Ordinal);
        (await CliRun.RunAsync(["evaluate", table, "--game", game])).Succeeded();
        (
            await CliRun.RunAsync(["recover", table, "--keep", "0.9", "--json", folder["e.json"]])
        ).Succeeded();
        // 0.5 chi{1,2}: part 1 has no effect over halves; where part 2 is kept 9 of 10 times it has 0.8 of it.
        Explanation explanation = Read(folder);
        Assert.Equal(0.8, explanation.EffectsOf(explanation.Outputs[0]).Effect(1), 1e-6);
    }

    [Theory]
    [InlineData("kept-share-out-of-range", "1")]
    [InlineData("kept-share-not-possible", "0.9", "--method", "spex")]
    [InlineData("usage", "most")]
    public async Task What_cannot_be_kept_is_named(string name, params string[] options) =>
        (await CliRun.RunAsync(["explain", "text", Samples.Sentence, "--keep", .. options])).Failed(
            2,
            name
        );

    private static async Task<CliResult> ExplainedAsync(
        TempFolder folder,
        string verb,
        string[] command
    )
    {
        CliResult run = (
            await CliRun.RunAsync([
                "explain",
                verb,
                .. command,
                .. command.Contains("--budget") ? Array.Empty<string>() : ["--budget", "150"],
                "--method",
                "proxyspex-single",
                "--keep",
                "0.9",
                "--json",
                folder["e.json"],
                "--quiet",
            ])
        ).Succeeded();
        Assert.Equal(0.9, Read(folder).KeptShare);
        JsonNode json = JsonNode.Parse(await File.ReadAllTextAsync(folder["e.json"]))!;
        Assert.Equal("0.9", (string?)json["manifest"]!["request"]!["keep"]);
        return run;
    }

    private static Explanation Read(TempFolder folder)
    {
        using FileStream file = File.OpenRead(folder["e.json"]);
        return ExplanationJson.Read(file);
    }
}
