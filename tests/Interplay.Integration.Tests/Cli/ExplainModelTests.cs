using System.Text.Json.Nodes;
using Interplay.Lenses;
using Interplay.Reports;
using Interplay.Tests.Reports;

namespace Interplay.Integration.Tests.Cli;

/// <summary><c>interplay explain model</c> and <c>model inspect</c> on the models that are shipped.</summary>
public sealed class ExplainModelTests
{
    [Fact]
    public async Task Heads_and_mlps_of_the_encoder_and_what_can_be_removed()
    {
        using var folder = new TempFolder();
        string json = folder["e.json"];
        CliResult result = (
            await CliRun.RunAsync([
                "explain",
                "model",
                "sentiment-small",
                "--prompts",
                ModelSamples.Prompts,
                "--budget",
                "300",
                "--method",
                "proxyspex",
                "--prune",
                "12,4,8",
                "--test-prompts",
                ModelSamples.TestPrompts,
                "--json",
                json,
            ])
        ).Succeeded();
        foreach (
            string said in new[]
            {
                "16 heads, 4 MLPs of sentiment-small, 4 layers",
                "What each part does on its own",
                "In which layers",
                "Parts removed for good",
                "best with interactions",
                "Best 12 to remove",
            }
        )
        {
            Assert.Contains(said, result.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        }

        byte[] bytes = await File.ReadAllBytesAsync(json, TestContext.Current.CancellationToken);
        Explanation explanation = ExplanationJson.Read(bytes);
        JsonNode schema = JsonNode.Parse(
            await File.ReadAllTextAsync(
                Repository.Find("docs", "explanation.schema.json"),
                TestContext.Current.CancellationToken
            )
        )!;
        Assert.Empty(SchemaCheck.Errors(schema, JsonNode.Parse(bytes)));
        Assert.InRange(explanation.Outputs[0].Trust.HeldOutR2!.Value.Estimate, 0.9, 1);
        Assert.Equal(new PartPlace(0, "head", 0), explanation.Parts[0].Place);
        Assert.Equal(4, explanation.Parts.Count(static part => part.Place!.Kind == "mlp"));

        Pruning pruning = explanation.Pruning!;
        Assert.Equal([4, 8, 12], pruning.Levels.Select(static level => level.Removed));
        Assert.All(
            pruning.Levels,
            static level =>
            {
                PruningChoice best = level.Choices[0];
                PruningChoice weakest = level.Choices[(int)PruningRule.WeakestEffects];
                Assert.True(best.Measured > weakest.Measured);
                Assert.True(best.OnTest > weakest.OnTest);
                Assert.Equal(best.Predicted, best.Measured, 0.1);
            }
        );

        CliResult again = (await CliRun.RunAsync(["report", json])).Succeeded();
        Assert.Equal(FromPruning(result), FromPruning(again));

        static string FromPruning(CliResult printed) =>
            printed.Output[
                printed.Output.IndexOf("Parts removed for good", StringComparison.Ordinal)..
            ];
    }

    /// <summary>The answer that is explained may be the model's own, a token, or one against another; each prompt can be an output.</summary>
    [Fact]
    public async Task A_causal_model_each_prompt_on_its_own()
    {
        using var folder = new TempFolder();
        string prompts = folder.With(
            "p.jsonl",
            """
            {"text": "This is the best film of the", "target": " year", "name": "year"}
            {"text": "I did not like", "against": " it", "target": " the", "name": "pair"}
            {"tokens": [5, 6, 7, 8]}
            """
        );
        string[] command =
        [
            "explain",
            "model",
            "reviews-lm",
            "--prompts",
            prompts,
            "--parts",
            "heads",
            "--layers",
            "1,3",
            "--each-prompt",
            "--budget",
            "300",
            "--method",
            "proxyspex-single",
            "--json",
            folder["e.json"],
            "--quiet",
        ];
        (await CliRun.RunAsync(command)).Succeeded();
        await using FileStream file = File.OpenRead(folder["e.json"]);
        Explanation explanation = ExplanationJson.Read(file);
        Assert.Equal(12, explanation.Parts.Count);
        Assert.Equal([1, 3], explanation.Parts.Select(static p => p.Place!.Layer).Distinct());
        Assert.Equal(3, explanation.Outputs.Count);
        Assert.Contains("year", explanation.Outputs[0].Name, StringComparison.Ordinal);
        Assert.Null(explanation.Pruning);
    }

    [Fact]
    public async Task What_inspect_writes_names_the_same_components()
    {
        using var folder = new TempFolder();
        string parts = folder["parts.json"];
        CliResult shown = (
            await CliRun.RunAsync(["model", "inspect", "sentiment-small", "--json", parts])
        ).Succeeded();
        Assert.Contains(
            "16 attention heads, 4 MLPs and 2048 MLP neurons",
            shown.Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        CliResult named = (
            await CliRun.RunAsync(["model", "inspect", "sentiment-small", "--components", parts])
        ).Succeeded();
        Assert.Contains(
            "16 attention heads",
            named.Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        string[] run =
        [
            "explain",
            "model",
            "sentiment-small",
            "--prompt",
            "not bad",
            "--budget",
            "200",
            "--method",
            "proxyspex-single",
            "--quiet",
            "--json",
        ];
        string found = folder["found.json"];
        string told = folder["told.json"];
        (await CliRun.RunAsync([.. run, found])).Succeeded();
        (await CliRun.RunAsync([.. run, told, "--components", parts])).Succeeded();
        Assert.Equal(Spectra(found), Spectra(told));

        static string Spectra(string path) =>
            JsonNode.Parse(File.ReadAllText(path))!["spectra"]!.ToJsonString();
    }

    [Theory]
    [InlineData(2, "prompts-missing")]
    [InlineData(2, "prompts-missing", "--prompt", "a", "--prompts", "p.txt")]
    [InlineData(6, "file-not-found", "--prompts", "no-such-file.txt")]
    [InlineData(2, "target-unknown", "--prompts", "target.txt")]
    [InlineData(3, "prompts-malformed", "--prompts", "empty.txt")]
    [InlineData(3, "prompts-malformed", "--prompts", "bad.jsonl")]
    [InlineData(2, "pruning-options-malformed", "--prompt", "a", "--prune", "0")]
    [InlineData(2, "pruning-options-malformed", "--prompt", "a", "--prune", "20")]
    [InlineData(2, "pruning-options-malformed", "--prompt", "a", "--test-prompts", "p.txt")]
    [InlineData(2, "pruning-options-malformed", "--prompt", "a", "--prune", "2", "--each-prompt")]
    [InlineData(2, "usage", "--prompt", "a", "--prune", "few")]
    [InlineData(2, "unknown-parts", "--prompt", "a", "--parts", "arms")]
    [InlineData(2, "component-unknown", "--prompt", "a", "--layers", "4")]
    [InlineData(2, "unknown-ablation", "--prompt", "a", "--ablation", "cut")]
    [InlineData(2, "reference-missing", "--prompt", "a", "--ablation", "resample")]
    [InlineData(2, "reference-missing", "--prompt", "a", "--resample-from", "b")]
    [InlineData(2, "reference-missing", "--prompt", "a", "--reference", "p.txt")]
    [InlineData(
        2,
        "reference-mismatch",
        "--prompt",
        "long enough",
        "--ablation",
        "resample",
        "--resample-from",
        "a"
    )]
    [InlineData(2, "option-out-of-range", "--prompt", "a", "--rescale", "--ablation", "mean")]
    [InlineData(2, "unknown-readout", "--prompt", "a", "--readout", "mood")]
    [InlineData(2, "model-output-unknown", "--prompt", "a", "--output", "mood")]
    [InlineData(3, "components-malformed", "--prompt", "a", "--components", "p.txt")]
    [InlineData(2, "token-out-of-range", "--prompt", "a", "--prompt", "a b c", "--by-token")]
    public async Task Requests_that_cannot_be_met(
        int exitCode,
        string name,
        params string[] options
    )
    {
        using var folder = new TempFolder();
        folder.With("p.txt", "a film\tpositive\n");
        folder.With("target.txt", "a film\tpurple\n");
        folder.With("empty.txt", "# nothing\n");
        folder.With("bad.jsonl", "{\"text\": \"a\", \"colour\": 3}\n");
        string[] placed =
        [
            .. options.Select(option =>
                option.EndsWith(".txt", StringComparison.Ordinal)
                || option.EndsWith(".jsonl", StringComparison.Ordinal)
                    ? folder[option]
                    : option
            ),
        ];
        (
            await CliRun.RunAsync(["explain", "model", "sentiment-small", .. placed, "--quiet"])
        ).Failed(exitCode, name);
    }

    [Theory]
    [InlineData("file-not-found", 6, null)]
    [InlineData("graph-unreadable", 3, "this is no model")]
    public async Task Files_that_are_no_model(string name, int exitCode, string? content)
    {
        using var folder = new TempFolder();
        string path = folder["model.onnx"];
        if (content is not null)
        {
            folder.With("model.onnx", content);
        }

        (await CliRun.RunAsync(["model", "inspect", path])).Failed(exitCode, name);
    }
}
