using System.Text.Json.Nodes;

namespace Interplay.Integration.Tests.Cli;

/// <summary>What is known of a cheaper function, given to <c>recover</c> and <c>explain</c>.</summary>
public sealed class PriorTests
{
    private static readonly string[] Text = ["--text", Samples.Sentence];

    [Fact]
    public async Task Another_ablation_of_the_same_text_is_a_prior()
    {
        using var folder = new TempFolder();
        string cheap = folder["cheap.json"];
        string table = folder["table.csv"];
        (
            await CliRun.RunAsync([
                "explain",
                "text",
                Samples.Sentence,
                "--model",
                "sentiment-small",
                "--ablation",
                "mask",
                "--budget",
                "600",
                "--json",
                cheap,
            ])
        ).Succeeded();
        string[] removal = [.. Text, "--ablation", "remove"];
        (
            await CliRun.RunAsync([
                "plan",
                .. removal,
                "--budget",
                "100",
                "--held-out",
                "0",
                "-o",
                table,
            ])
        ).Succeeded();
        (
            await CliRun.RunAsync(["evaluate", table, .. removal, "--model", "sentiment-small"])
        ).Succeeded();
        foreach (string prior in (string[])[cheap, table])
        {
            string saved = folder["e.json"];
            (
                await CliRun.RunAsync([
                    "recover",
                    table,
                    .. removal,
                    "--prior",
                    prior,
                    "--method",
                    "proxyspex",
                    "--json",
                    saved,
                ])
            ).Succeeded();
            JsonNode json = JsonNode.Parse(
                await File.ReadAllTextAsync(saved, TestContext.Current.CancellationToken)
            )!;
            Assert.Contains(
                json["notes"]!.AsArray(),
                static note => ((string)note!).StartsWith("Prior: scale ", StringComparison.Ordinal)
            );
            Assert.Equal(Path.GetFileName(prior), (string?)json["manifest"]!["request"]!["prior"]);
        }
    }

    [Fact]
    public async Task A_text_is_asked_in_rounds_from_a_prior()
    {
        using var folder = new TempFolder();
        string cheap = folder["cheap.json"];
        string saved = folder["e.json"];
        string[] explain = ["explain", "text", Samples.Sentence, "--model", "sentiment-small"];
        (
            await CliRun.RunAsync([
                .. explain,
                "--ablation",
                "mask",
                "--budget",
                "200",
                "--method",
                "proxyspex-single",
                "--json",
                cheap,
            ])
        ).Succeeded();
        CliResult run = await CliRun.RunAsync([
            .. explain,
            "--ablation",
            "remove",
            "--budget",
            "100",
            "--rounds",
            "--prior",
            cheap,
            "--json",
            saved,
        ]);
        Assert.Contains(
            "Rounds: each keeps the masks",
            run.Succeeded().Output,
            StringComparison.Ordinal
        );
        JsonNode json = JsonNode.Parse(
            await File.ReadAllTextAsync(saved, TestContext.Current.CancellationToken)
        )!;
        Assert.True(json["rounds"]!.AsArray().Count > 1);
        Assert.Equal(100, (int)json["ablations"]!);
        Assert.Contains(
            json["notes"]!.AsArray(),
            static note => ((string)note!).StartsWith("Prior: scale ", StringComparison.Ordinal)
        );
        Assert.Equal("cheap.json", (string?)json["manifest"]!["request"]!["prior"]);
    }

    [Fact]
    public async Task A_prior_over_other_parts_is_refused_by_name()
    {
        using var folder = new TempFolder();
        string cheap = folder["cheap.json"];
        (
            await CliRun.RunAsync([
                "explain",
                "text",
                "not bad at all",
                "--method",
                "exact",
                "--json",
                cheap,
            ])
        ).Succeeded();
        CliResult shorter = await CliRun.RunAsync(["explain", "text", "not bad", "--prior", cheap]);
        Assert.Equal(2, shorter.ExitCode);
        Assert.Contains("prior-mismatch", shorter.Error, StringComparison.Ordinal);
        CliResult other = await CliRun.RunAsync([
            "explain",
            "text",
            "not good at all",
            "--prior",
            cheap,
        ]);
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("'bad' as part 1", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_of_shapiq_are_a_prior_of_a_game()
    {
        using var folder = new TempFolder();
        string game = folder.With("game.json", Samples.Game());
        string values = folder["values.json"];
        string[] exact = ["explain", "game", game, "--method", "exact"];
        (
            await CliRun.RunAsync([
                .. exact,
                "--index",
                "k-SII",
                "--order",
                "2",
                "--shapiq",
                values,
            ])
        ).Succeeded();
        CliResult result = await CliRun.RunAsync([
            "explain",
            "game",
            game,
            "--method",
            "lasso1",
            "--budget",
            "40",
            "--prior",
            values,
            "--json",
            folder["e.json"],
        ]);
        result.Succeeded();
        Assert.Contains(
            "Prior: scale",
            await File.ReadAllTextAsync(folder["e.json"], TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        (
            await CliRun.RunAsync([.. exact, "--index", "SII", "--order", "2", "--shapiq", values])
        ).Succeeded();
        CliResult refused = await CliRun.RunAsync([.. exact, "--prior", values]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("prior-index-unknown", refused.Error, StringComparison.Ordinal);
    }
}
