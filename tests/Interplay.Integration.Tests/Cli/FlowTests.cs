using System.Text.Json.Nodes;

namespace Interplay.Integration.Tests.Cli;

/// <summary>Each verb end to end, and one after the other.</summary>
public sealed class FlowTests
{
    [Fact]
    public async Task Explain_text_reads_well_in_a_pipe()
    {
        CliResult result = (
            await CliProcess.RunAsync([
                "explain",
                "text",
                Samples.Sentence,
                "--budget",
                "600",
                "--method",
                "proxyspex",
            ])
        ).Succeeded();
        foreach (
            string expected in (string[])
                [
                    "The model says: positive, 0.9",
                    "Each part alone",
                    "\"not\"#1",
                    "\"not\"#2 + \"bad\"",
                    " ± ",
                    "single parts",
                    "Trust: ",
                    "Cost: 600 distinct ablations of a budget of 600, 520 to learn, 60 to check and 20 to check near",
                ]
        )
        {
            Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        }

        // What acts together first is the word that negates and the word that it negates: together they speak for the film.
        string strongest = result
            .Output.Split('\n')
            .SkipWhile(static line => !line.Contains("in words", StringComparison.Ordinal))
            .ElementAt(1);
        Assert.StartsWith("  \"not\"#2 + \"bad\"  ", strongest, StringComparison.Ordinal);
        Assert.Contains(
            "reinforce: they raise it more than apart",
            strongest,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain('\e', result.Output);
        Assert.DoesNotContain('\e', result.Error);
        Assert.DoesNotContain(" \n", result.Output, StringComparison.Ordinal);
        Assert.InRange(result.Output.Count(static c => c == '\n'), 15, 42);
        Assert.Contains("asking the model, 600 ablations", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_comes_from_a_pipe_or_a_file_as_well()
    {
        using var folder = new TempFolder();
        const string text = "not bad at all, great";
        string[] rest = ["--quiet", "--method", "exact"];
        string argument = await CliRun.SavedAsync(["explain", "text", text, .. rest]);
        CliResult pipe = await CliRun.RunAsync(
            ["explain", "text", "-", "--json", "-", .. rest],
            $"{text}\n"
        );
        string file = await CliRun.SavedAsync([
            "explain",
            "text",
            "--file",
            folder.With("text.txt", $"{text}\r\n"),
            .. rest,
        ]);
        string expected = Samples.WithoutTimings(argument);
        Assert.Equal(expected, Samples.WithoutTimings(pipe.Succeeded().Output));
        Assert.Equal(expected, Samples.WithoutTimings(file));
        Assert.Equal("", pipe.Error);
    }

    [Theory]
    [InlineData("table.csv")]
    [InlineData("table.csv.gz")]
    [InlineData("table.parquet")]
    public async Task Plan_evaluate_recover_report(string name)
    {
        using var folder = new TempFolder();
        string table = folder[name];
        string saved = folder["explanation.json"];
        string[] text = ["--text", Samples.Sentence];
        CliResult plan = await CliRun.RunAsync(["plan", .. text, "--budget", "300", "-o", table]);
        Assert.Contains(
            "It will cost 300 ablations",
            plan.Succeeded().Output,
            StringComparison.Ordinal
        );
        CliResult first = await CliRun.RunAsync(["evaluate", table, .. text]);
        Assert.Contains(
            "300 ablations evaluated, 0 were there already",
            first.Succeeded().Error,
            StringComparison.Ordinal
        );
        CliResult second = await CliRun.RunAsync(["evaluate", table, .. text]);
        Assert.Contains(
            "0 ablations evaluated, 300 were there already",
            second.Succeeded().Error,
            StringComparison.Ordinal
        );
        CliResult recover = await CliRun.RunAsync([
            "recover",
            table,
            .. text,
            "--json",
            saved,
            "--top",
            "3",
        ]);
        CliResult report = await CliRun.RunAsync(["report", saved, "--top", "3"]);
        Assert.Equal(recover.Succeeded().Output, report.Succeeded().Output);
        Assert.Contains("\"bad\"", report.Output, StringComparison.Ordinal);
        Assert.Equal(
            new[] { "explanation.json", name }.Order(StringComparer.Ordinal),
            folder.Files().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Step_by_step_finds_what_the_whole_flow_finds()
    {
        using var folder = new TempFolder();
        string table = folder["t.csv"];
        string game = folder.With("game.json", Samples.Game());
        string[] how = ["--method", "proxyspex", "--seed", "7"];
        (
            await CliRun.RunAsync([
                "plan",
                "--parts-count",
                "6",
                "--budget",
                "40",
                "--held-out",
                "0",
                .. how,
                "-o",
                table,
            ])
        ).Succeeded();
        (await CliRun.RunAsync(["evaluate", table, "--game", game])).Succeeded();
        string steps = await CliRun.SavedAsync(["recover", table, .. how]);
        string whole = await CliRun.SavedAsync(["explain", "game", game, "--budget", "40", .. how]);
        Assert.Equal(
            JsonNode.Parse(whole)!["spectra"]!.ToJsonString(),
            JsonNode.Parse(steps)!["spectra"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task Report_works_out_another_index_from_the_stored_spectrum()
    {
        using var folder = new TempFolder();
        string saved = folder["e.json"];
        string shapiq = folder["s.json"];
        (
            await CliRun.RunAsync([
                "explain",
                "game",
                folder.With("game.json", Samples.Game()),
                "--method",
                "exact",
                "--json",
                saved,
            ])
        ).Succeeded();
        JsonNode values = JsonNode.Parse(
            await CliRun.SavedAsync([
                "report",
                saved,
                "--index",
                "k-SII",
                "--order",
                "2",
                "--shapiq",
                shapiq,
            ])
        )!;
        Assert.Equal("k-SII", (string?)values["index"]);
        // By hand: the Shapley interaction of {1,2} is (-2)^2 F({1,2}), no larger set holds it.
        JsonNode pair = values["interactions"]![0]!["values"]!
            .AsArray()
            .Single(static value => value!["parts"]!.ToJsonString() == "[1,2]")!;
        Assert.Equal(2.0, (double)pair["strength"]!, 1e-12);
        Assert.Equal(
            2.0,
            (double)JsonNode.Parse(File.ReadAllText(shapiq))!["data"]!["1,2"]!,
            1e-12
        );
    }

    [Fact]
    public async Task Explain_game_scores_the_method_on_the_held_out_rows()
    {
        using var folder = new TempFolder();
        string game = folder.With("game.json", Samples.Game());
        JsonNode score = JsonNode.Parse(
            (
                await CliRun.RunAsync([
                    "explain",
                    "game",
                    game,
                    "--method",
                    "exact",
                    "--scale",
                    "1e-6",
                    "--score",
                    "-",
                ])
            )
                .Succeeded()
                .Output
        )!;
        Assert.Equal(1.0, (double)score["recall"]!);
        Assert.Equal(64, (int)score["ablations"]!);
        CliResult report = await CliRun.RunAsync(["explain", "game", game, "--method", "exact"]);
        Assert.Contains(
            "recall      1.000000 of the 3 true terms",
            report.Succeeded().Output,
            StringComparison.Ordinal
        );
        Assert.Contains("{1,2}", report.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recover_with_a_budget_learns_from_the_first_rows_only()
    {
        using var folder = new TempFolder();
        string rows = string.Concat(
            Enumerable
                .Range(0, 64)
                .Select(static i => $"{Convert.ToString(i, 2).PadLeft(6, '0')},{i % 7},train\n")
        );
        string table = folder.With("t.csv", $"mask,value,split\n{rows}");
        JsonNode explanation = JsonNode.Parse(
            await CliRun.SavedAsync(["recover", table, "--budget", "40", "--method", "proxyspex"])
        )!;
        Assert.Equal(40, (int)explanation["ablations"]!);
    }

    [Fact]
    public async Task Plan_as_json_says_the_cost()
    {
        JsonNode plan = JsonNode.Parse(
            (
                await CliRun.RunAsync([
                    "plan",
                    "--parts-count",
                    "1000",
                    "--budget",
                    "406",
                    "--held-out",
                    "0",
                    "--json",
                    "-",
                ])
            )
                .Succeeded()
                .Output
        )!;
        Assert.Equal(406, (int)plan["cost"]!);
        // 25 + 1.3 s (ln 1000 + ln 499500)/2 at s = 29 is 402.5, at s = 30 it is 415.6.
        Assert.Equal(29, (int)plan["findable"]![1]!["terms"]!);
    }
}
