using System.Text.Json.Nodes;
using Interplay.Reports;

namespace Interplay.Integration.Tests.Cli;

/// <summary>Many texts of one file: each explained as it would be alone, and all of them summed up.</summary>
public sealed class EachTextTests
{
    private static readonly string[] Texts =
    [
        "not bad at all",
        "a good film",
        "the film is not bad",
        "bad, bad acting",
    ];

    private static readonly string[] Small = ["--model", "sentiment-small", "--quiet"];

    [Fact]
    public async Task Each_is_what_it_is_alone_and_is_paid_for_once()
    {
        using var folder = new TempFolder();
        string file = folder.With("texts.txt", $"{string.Join('\n', Texts)}\n\ngreat\n");
        string[] command =
        [
            "explain",
            "text",
            "--file",
            file,
            "--each",
            "line",
            "--journal",
            folder["each.journal"],
            "--json",
            folder["summary.json"],
            "--csv",
            folder["summary.csv"],
            "--save-each",
            folder["each"],
        ];
        CliResult first = (
            await CliRun.RunAsync([.. command, "--model", "sentiment-small"])
        ).Succeeded();
        Assert.Contains("line 6 is left out", first.Error, StringComparison.Ordinal);
        JsonNode summary = JsonNode.Parse(Read(folder["summary.json"]))!;
        Assert.Equal("interplay-texts", (string?)summary["format"]);
        Assert.Equal(
            ["line 1", "line 2", "line 3", "line 4"],
            summary["texts"]!.AsArray().Select(static name => (string)name!)
        );
        var strengths = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (int i = 0; i < Texts.Length; i++)
        {
            Explanation saved = ExplanationJson.Read(
                await File.ReadAllBytesAsync(
                    Path.Combine(folder["each"], $"{i + 1:00000}.json"),
                    TestContext.Current.CancellationToken
                )
            );
            Assert.All(
                saved.Outputs,
                static output => Assert.True(output.Ends is { All: not null, None: not null })
            );
            string alone = await CliRun.SavedAsync(["explain", "text", Texts[i], .. Small]);
            Assert.Equal(
                ExplanationJson
                    .Read(System.Text.Encoding.UTF8.GetBytes(alone))
                    .Outputs[0]
                    .Interactions.Interactions,
                saved.Outputs[0].Interactions.Interactions
            );
            foreach (
                var one in saved
                    .Outputs[0]
                    .Interactions.Interactions.Where(static one => one.Parts.Order > 0)
            )
            {
                string words = string.Join(
                    " + ",
                    one.Parts.Parts.ToArray().Select(part => saved.Parts[part].Text.Trim())
                );
                (
                    strengths.TryGetValue(words, out List<double>? known)
                        ? known
                        : strengths[words] = []
                ).Add(one.Strength);
            }
        }

        // The summary's own figures, added up again from the explanations.
        foreach (JsonNode? set in summary["outputs"]![0]!["sets"]!.AsArray())
        {
            string words = string.Join(
                " + ",
                set!["words"]!.AsArray().Select(static word => (string)word!)
            );
            List<double> found = strengths[words];
            Assert.Equal(found.Average(), (double)set["mean"]!, 1e-12);
            Assert.Equal(found.Sum(Math.Abs) / Texts.Length, (double)set["meanAbsolute"]!, 1e-12);
            Assert.Equal(found.Count(static strength => strength > 0), (int)set["raises"]!);
            Assert.Equal(found.Count(static strength => strength < 0), (int)set["lowers"]!);
        }

        Assert.Equal(strengths.Count, summary["outputs"]![0]!["sets"]!.AsArray().Count);
        string rows = await RowsAsync();
        (await CliRun.RunAsync([.. command, .. Small])).Succeeded();
        Assert.Equal(rows, await RowsAsync());
        Assert.Equal(
            summary.ToJsonString(),
            JsonNode.Parse(Read(folder["summary.json"]))!.ToJsonString()
        );

        async Task<string> RowsAsync() =>
            (
                await CliRun.RunAsync([
                    "journal",
                    "list",
                    "--journal",
                    folder["each.journal"],
                    "--json",
                    "-",
                ])
            )
                .Succeeded()
                .Output;
    }

    [Fact]
    public async Task Columns_and_properties_hold_texts_too()
    {
        using var folder = new TempFolder();
        string lines = folder.With("t.txt", string.Join('\n', Texts));
        string table = folder.With(
            "t.csv",
            $"id,review\n{string.Concat(Texts.Select(static (text, i) => $"{i},\"{text}\"\n"))}"
        );
        string objects = folder.With(
            "t.jsonl",
            string.Concat(
                Texts.Select(static text =>
                    $"{new JsonObject { ["review"] = text }.ToJsonString()}\n"
                )
            )
        );
        JsonNode expected = await SetsAsync(lines, "line");
        Assert.True(JsonNode.DeepEquals(expected, await SetsAsync(table, "review")));
        Assert.True(JsonNode.DeepEquals(expected, await SetsAsync(objects, "review")));

        static async Task<JsonNode> SetsAsync(string file, string each) =>
            JsonNode.Parse(
                await CliRun.SavedAsync([
                    "explain",
                    "text",
                    "--file",
                    file,
                    "--each",
                    each,
                    .. Small,
                ])
            )!["outputs"]!;
    }

    [Theory]
    [InlineData(2, "text-options-contradict", "--each", "line")]
    [InlineData(
        2,
        "text-options-contradict",
        "--file",
        "t.txt",
        "--each",
        "line",
        "--prior",
        "p.json"
    )]
    [InlineData(2, "text-options-contradict", "--file", "t.txt", "--each", "line", "--shapiq", "-")]
    [InlineData(2, "text-options-contradict", "not bad", "--csv", "/tmp/x.csv")]
    [InlineData(6, "file-not-found", "--file", "no-such-file.txt", "--each", "line")]
    public async Task What_does_not_fit_together_is_named(
        int exitCode,
        string name,
        params string[] arguments
    ) => (await CliRun.RunAsync(["explain", "text", .. arguments])).Failed(exitCode, name);

    [Theory]
    [InlineData(3, "texts-malformed", "t.jsonl", "{\"review\":\"a b\"}\n{\"other\":1}\n", "review")]
    [InlineData(3, "texts-malformed", "t.jsonl", "no object\n", "review")]
    [InlineData(3, "texts-malformed", "t.txt", "\n \n", "line")]
    [InlineData(2, "column-unknown", "t.csv", "a\nb c\n", "review")]
    [InlineData(2, "too-few-parts", "t.txt", "good\nbad\n", "line")]
    public async Task Files_without_texts_are_named(
        int exitCode,
        string name,
        string file,
        string content,
        string each
    )
    {
        using var folder = new TempFolder();
        (
            await CliRun.RunAsync([
                "explain",
                "text",
                "--file",
                folder.With(file, content),
                "--each",
                each,
            ])
        ).Failed(exitCode, name);
    }

    private static string Read(string path) => File.ReadAllText(path);
}
