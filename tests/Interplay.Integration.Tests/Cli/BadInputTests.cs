namespace Interplay.Integration.Tests.Cli;

/// <summary>Every bad input has its name and exit code, and loses nothing.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData(2, "empty-text", "")]
    [InlineData(2, "empty-text", "   ")]
    [InlineData(2, "too-few-parts", "word")]
    [InlineData(4, "budget-too-small", "a few words here", "--budget", "0")]
    [InlineData(
        4,
        "budget-too-small",
        "a few words here",
        "--budget",
        "3",
        "--method",
        "proxyspex"
    )]
    [InlineData(2, "unknown-method", "a few words", "--method", "magic")]
    [InlineData(2, "unknown-index", "a few words", "--index", "magic")]
    [InlineData(2, "unknown-model", "a few words", "--model", "magic")]
    [InlineData(6, "model-not-found", "a few words", "--model", "./no-such-folder")]
    [InlineData(2, "unknown-parts", "a few words", "--parts", "letters")]
    [InlineData(2, "unknown-ablation", "a few words", "--ablation", "burn")]
    [InlineData(2, "pattern-malformed", "a few words", "--parts", "regex:(")]
    [InlineData(2, "order-out-of-range", "a few words", "--order", "0")]
    [InlineData(2, "top-out-of-range", "a few words", "--top", "-1")]
    [InlineData(2, "usage", "a few words", "--budget", "many")]
    [InlineData(2, "usage", "a few words", "--no-such-option")]
    [InlineData(2, "two-texts", "a few words", "--file", "x.txt")]
    public async Task Explain_text(int exitCode, string name, params string[] arguments) =>
        (await CliRun.RunAsync(["explain", "text", .. arguments, "--quiet"])).Failed(
            exitCode,
            name
        );

    [Theory]
    [InlineData("unknown-method", "--method", "spex")]
    [InlineData("unknown-index", "--index", "k-SII")]
    [InlineData("unknown-model", "--model", "sentiment")]
    [InlineData("unknown-parts", "--parts", "sentences")]
    public async Task Unknown_names_list_the_known_ones(string name, string option, string known) =>
        Assert.Contains(
            known,
            (await CliRun.RunAsync(["explain", "text", "a few words", option, "magic"]))
                .Failed(2, name)
                .Error,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("mask-ragged", "11,8,train")]
    [InlineData("value-not-finite", "111,NaN,train")]
    [InlineData("value-not-finite", "111,1e999,train")]
    [InlineData("table-malformed", "121,8,train")]
    [InlineData("table-malformed", "111,eight,train")]
    [InlineData("table-malformed", "111,8,validation")]
    [InlineData("table-malformed", "111")]
    [InlineData("value-missing", "111,,train")]
    public async Task Recover_from_a_bad_table(string name, string row)
    {
        using var folder = new TempFolder();
        string table = folder.With("t.csv", Samples.Table(row));
        (await CliRun.RunAsync(["recover", table, "--method", "exact", "--quiet"])).Failed(3, name);
    }

    [Theory]
    [InlineData("t.csv.gz")]
    [InlineData("t.parquet")]
    public async Task Recover_from_a_file_that_is_not_what_its_name_says(string file)
    {
        using var folder = new TempFolder();
        string table = folder.With(file, Samples.Table());
        (await CliRun.RunAsync(["recover", table])).Failed(3, "table-malformed");
    }

    [Fact]
    public async Task Missing_files_and_wrong_names()
    {
        using var folder = new TempFolder();
        (await CliRun.RunAsync(["recover", folder["none.csv"]])).Failed(6, "file-not-found");
        (await CliRun.RunAsync(["report", folder["none.json"]])).Failed(6, "file-not-found");
        (await CliRun.RunAsync(["recover", folder["table.txt"]])).Failed(2, "unknown-table-format");
        (
            await CliRun.RunAsync(["plan", "--parts-count", "5", "-o", folder["no/folder.csv"]])
        ).Failed(6, "file-unwritable");
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task Report_of_a_truncated_explanation()
    {
        using var folder = new TempFolder();
        string saved = folder["e.json"];
        (
            await CliRun.RunAsync([
                "explain",
                "game",
                folder.With("g.json", Samples.Game()),
                "--json",
                saved,
            ])
        ).Succeeded();
        string json = await File.ReadAllTextAsync(saved, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            saved,
            json[..(json.Length / 2)],
            TestContext.Current.CancellationToken
        );
        (await CliRun.RunAsync(["report", saved])).Failed(3, "explanation-malformed");
    }

    [Fact]
    public async Task A_truncated_game_is_bad_data()
    {
        using var folder = new TempFolder();
        string game = folder.With("g.json", Samples.Game()[..100]);
        (await CliRun.RunAsync(["explain", "game", game])).Failed(3, "game-malformed");
    }

    [Fact]
    public async Task A_model_that_fails_half_way_loses_nothing()
    {
        using var folder = new TempFolder();
        string table = folder["t.csv"];
        string game = folder.With("g.json", Samples.OverflowingGame());
        (
            await CliRun.RunAsync([
                "plan",
                "--parts-count",
                "6",
                "--budget",
                "60",
                "--method",
                "proxyspex",
                "-o",
                table,
            ])
        ).Succeeded();
        CliResult failed = (await CliRun.RunAsync(["evaluate", table, "--game", game])).Failed(
            5,
            "value-not-finite"
        );
        string[] rows = await File.ReadAllLinesAsync(table, TestContext.Current.CancellationToken);
        int filled = rows.Skip(1).Count(static row => row.Split(',')[1].Length > 0);
        Assert.InRange(filled, 1, 59);
        Assert.Contains(
            $"{filled} of 60 rows are filled and kept",
            failed.Error,
            StringComparison.Ordinal
        );

        string healthy = folder.With("ok.json", Samples.Game());
        CliResult resumed = (
            await CliRun.RunAsync(["evaluate", table, "--game", healthy])
        ).Succeeded();
        Assert.Contains(
            $"{60 - filled} ablations evaluated, {filled} were there already",
            resumed.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Masks_of_another_text_are_refused_and_left_alone()
    {
        using var folder = new TempFolder();
        string content = Samples.Table().Replace("value", "positive", StringComparison.Ordinal);
        string table = folder.With("t.csv", content);
        (await CliRun.RunAsync(["evaluate", table, "--text", "five words are too many"])).Failed(
            2,
            "parts-mismatch"
        );
        Assert.Equal(
            content,
            await File.ReadAllTextAsync(table, TestContext.Current.CancellationToken)
        );
    }
}
