using System.Text.Json.Nodes;
using Interplay.Lenses.Text;
using Interplay.Onnx.Text;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Tests.Reports;

namespace Interplay.Integration.Tests.Cli;

/// <summary>Commands on text models as people export them.</summary>
public sealed class TextFolderCommandTests
{
    private const string Text = "A great film, not a bad [SEP] one";

    [Theory]
    [InlineData("bert-types", null, "The model gives \"", "logit")]
    [InlineData("roberta", "POSITIVE", "The model gives \"positive\"", "logit")]
    [InlineData("distilbert-reversed", "POSITIVE", "The model says", "log-odds:POSITIVE/NEGATIVE")]
    [InlineData("sigmoid-multi", "all", "8 parts, 6 outputs", "logit")]
    [InlineData("cased-regression", null, "The whole input gives", null)]
    [InlineData("cased-accents-off", null, "no mask token", "log-odds:yes/no")]
    public async Task A_text_is_explained_by_its_labels(
        string model,
        string? output,
        string said,
        string? readout
    )
    {
        using var folder = new TempFolder();
        string json = folder["e.json"];
        string at = Repository.Data("text-models", model);
        string[] command =
        [
            "explain",
            "text",
            Text,
            "--model",
            at,
            "--json",
            json,
            "--quiet",
            .. output is null ? [] : (string[])["--output", output],
        ];
        CliResult run = (await CliRun.RunAsync(command)).Succeeded();
        Assert.Contains(said, run.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        byte[] bytes = await File.ReadAllBytesAsync(json, TestContext.Current.CancellationToken);
        Explanation explanation = ExplanationJson.Read(bytes);
        JsonNode schema = JsonNode.Parse(
            await File.ReadAllTextAsync(
                Repository.Find("docs", "explanation.schema.json"),
                TestContext.Current.CancellationToken
            )
        )!;
        Assert.Empty(SchemaCheck.Errors(schema, JsonNode.Parse(bytes)));
        Assert.Equal(readout, explanation.Readout?.Name);
        var subject = Assert.IsType<TextSubject>(explanation.Subject);
        Assert.Equal(
            (at, model == "cased-accents-off" ? "remove" : "mask"),
            (subject.Model, subject.Ablation)
        );
        using var classifier = TextClassifier.Load(at);
        IReadOnlyList<string> labels = classifier.Choose(
            Text,
            output,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(labels, explanation.Outputs.Select(static o => o.Name));
        double[] whole = classifier.Values([Text], labels, TestContext.Current.CancellationToken);
        Assert.Equal(whole, explanation.Outputs.Select(static o => o.Ends!.All!.Value));
        Assert.All(
            explanation.Outputs.Zip(whole),
            pair =>
                Assert.Equal(
                    pair.Second,
                    pair.First.Spectrum.Evaluate(
                        Interplay.Masks.Mask.Full(explanation.PartCount).Words
                    ),
                    1e-6
                )
        );
        CliResult report = (await CliRun.RunAsync(["report", json])).Succeeded();
        Assert.Equal(run.Output, report.Output);
    }

    [Fact]
    public async Task Labels_that_a_model_has_not_are_an_error_before_anything_is_asked()
    {
        CliResult run = (
            await CliRun.RunAsync([
                "explain",
                "text",
                Text,
                "--model",
                Repository.Data("text-models", "bert-types"),
                "--output",
                "joy",
            ])
        ).Failed(2, "label-unknown");
        Assert.Contains("negative, neutral, positive", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bert-types", "neutral")]
    [InlineData("unigram-77", "intent 5")]
    public async Task Components_of_a_model_are_explained_on_texts_and_labels(
        string model,
        string label
    )
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(
            folder["prompts.tsv"],
            $"{Text}\t{label}\n",
            TestContext.Current.CancellationToken
        );
        string at = Repository.Data("text-models", model);
        CliResult run = (
            await CliRun.RunAsync([
                "explain",
                "model",
                at,
                "--prompts",
                folder["prompts.tsv"],
                "--json",
                folder["e.json"],
                "--journal",
                folder["journal"],
                "--quiet",
            ])
        ).Succeeded();
        Assert.Contains("4 heads, 2 MLPs", run.Output, StringComparison.Ordinal);
        using var classifier = TextClassifier.Load(at);
        Explanation explanation = ExplanationJson.Read(
            await File.ReadAllBytesAsync(folder["e.json"], TestContext.Current.CancellationToken)
        );
        Assert.Equal(
            classifier.Values([Text], [label], TestContext.Current.CancellationToken)[0],
            explanation.Outputs[0].Ends!.All!.Value,
            1e-4
        );
    }

    [Fact]
    public async Task A_table_is_filled_by_the_likeliest_label()
    {
        using var folder = new TempFolder();
        string at = Repository.Data("text-models", "bert-types");
        (
            await CliRun.RunAsync([
                "plan",
                "--text",
                Text,
                "--budget",
                "60",
                "--method",
                "proxyspex-single",
                "--held-out",
                "0",
                "--output",
                folder["t.csv"],
            ])
        ).Succeeded();
        (
            await CliRun.RunAsync([
                "evaluate",
                folder["t.csv"],
                "--text",
                Text,
                "--model",
                at,
                "--quiet",
            ])
        ).Succeeded();
        string header = (
            await File.ReadAllLinesAsync(folder["t.csv"], TestContext.Current.CancellationToken)
        )[0];
        using var classifier = TextClassifier.Load(at);
        Assert.Contains(
            classifier.Choose(
                TextLens.Create(Text).Text,
                null,
                TestContext.Current.CancellationToken
            )[0],
            header,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task How_alike_two_texts_are_is_explained_with_its_pooling()
    {
        string at = Repository.Data("text-models", "encoder-mean");
        CliResult run = (
            await CliRun.RunAsync([
                "explain",
                "text",
                Text,
                "--similar-to",
                "a boring film",
                "--model",
                at,
                "--quiet",
            ])
        ).Succeeded();
        string said = run.Output.ReplaceLineEndings(" ");
        Assert.Contains("output \"similarity\"", said, StringComparison.Ordinal);
        Assert.Contains("the mean of the token vectors", said, StringComparison.Ordinal);
        (
            await CliRun.RunAsync([
                "explain",
                "text",
                Text,
                "--similar-to",
                "a",
                "--output",
                "joy",
                "--model",
                at,
            ])
        ).Failed(2, "text-options-contradict");
    }

    [Fact]
    public async Task A_pair_is_explained_by_its_first_text()
    {
        using var folder = new TempFolder();
        string at = Repository.Data("text-models", "bert-types");
        CliResult run = (
            await CliRun.RunAsync([
                "explain",
                "text",
                "A great film",
                "--pair",
                "the film is bad",
                "--output",
                "negative",
                "--model",
                at,
                "--json",
                folder["e.json"],
                "--quiet",
            ])
        ).Succeeded();
        Assert.Contains(
            "before the second text \"the film is bad\"",
            run.Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        using var classifier = TextClassifier.Load(
            at,
            new TextClassifierOptions { Second = "the film is bad" }
        );
        Explanation explanation = ExplanationJson.Read(
            await File.ReadAllBytesAsync(folder["e.json"], TestContext.Current.CancellationToken)
        );
        Assert.Equal(3, explanation.PartCount);
        Assert.Equal(
            classifier.Values(
                ["A great film"],
                ["negative"],
                TestContext.Current.CancellationToken
            )[0],
            explanation.Outputs[0].Ends!.All
        );
    }
}
