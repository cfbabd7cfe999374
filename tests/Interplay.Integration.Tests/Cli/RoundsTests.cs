using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Interplay.Integration.Tests.Cli;

/// <summary>Runs in rounds: they stop when it is enough, say what more would cost, and can be interrupted.</summary>
public sealed class RoundsTests
{
    private static readonly string[] UntilFaithful =
    [
        "explain",
        "text",
        Samples.Sentence,
        "--model",
        "sentiment-small",
        "--until-r2",
        "0.95",
        "--budget",
        "2000",
    ];

    /// <summary>The run and what it saved, once for all tests.</summary>
    private static readonly Lazy<Task<(CliResult Run, string Saved)>> Faithful = new(
        static async () =>
        {
            using var folder = new TempFolder();
            string saved = folder["e.json"];
            CliResult run = (
                await CliRun.RunAsync([.. UntilFaithful, "--json", saved])
            ).Succeeded();
            return (run, await File.ReadAllTextAsync(saved));
        }
    );

    [Fact]
    public async Task A_run_stops_at_the_target_and_reports_its_rounds()
    {
        (CliResult run, string saved) = await Faithful.Value;
        JsonNode explanation = JsonNode.Parse(saved)!;
        JsonNode[] rounds = [.. explanation["rounds"]!.AsArray().Select(static round => round!)];
        Assert.InRange((int)explanation["ablations"]!, 48, 1000);
        Assert.Equal((int)explanation["ablations"]!, (int)rounds[^1]["ablations"]!);
        Assert.True((double)rounds[^1]["scores"]![0]!["low"]! >= 0.95);
        Assert.All(
            rounds[..^1],
            static round => Assert.True((double)round["scores"]![0]!["low"]! < 0.95)
        );
        Assert.Equal("0.95", (string?)explanation["manifest"]!["request"]!["untilR2"]);
        Assert.Contains("Rounds: each keeps the masks", run.Output, StringComparison.Ordinal);
        Assert.Contains("the low end of R2 has reached", run.Output, StringComparison.Ordinal);
        Assert.Contains(" of R2 ", run.Output, StringComparison.Ordinal);
        Assert.Contains("round 1: 48 ablations, R2 0.", run.Error, StringComparison.Ordinal);
        // A saved explanation shows its rounds again.
        using var folder = new TempFolder();
        CliResult report = await CliRun.RunAsync(["report", folder.With("e.json", saved)]);
        Assert.Contains("Rounds: each keeps", report.Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_rounds_on_one_core_or_more()
    {
        CliResult other = await CliProcess.RunAsync(
            [.. UntilFaithful, "--json", "-"],
            environment: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DOTNET_PROCESSOR_COUNT"] = Environment.ProcessorCount == 1 ? "2" : "1",
            }
        );
        Assert.Equal(
            Samples.WithoutTimings((await Faithful.Value).Saved),
            Samples.WithoutTimings(other.Succeeded().Output)
        );
    }

    [Fact]
    public async Task A_game_and_a_table_have_a_learning_curve()
    {
        using var folder = new TempFolder();
        string table = folder["t.csv"];
        string text = $"{Samples.Sentence}, and the end is near";
        string[] how = ["--method", "proxyspex-single"];
        (
            await CliRun.RunAsync(["plan", "--text", text, "--budget", "250", .. how, "-o", table])
        ).Succeeded();
        (
            await CliRun.RunAsync(["evaluate", table, "--text", text, "--model", "sentiment-small"])
        ).Succeeded();
        CliResult curve = (
            await CliRun.RunAsync(["recover", table, "--rounds", .. how])
        ).Succeeded();
        Assert.Contains("the next 0.01 about", curve.Error, StringComparison.Ordinal);
        Assert.Contains("ablations  R2", curve.Output, StringComparison.Ordinal);
        string game = folder.With("game.json", Samples.Game());
        CliResult scored = await CliRun.RunAsync(["explain", "game", game, "--rounds"]);
        Assert.Contains(
            "round       64 ablations",
            scored.Succeeded().Output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("text", "Parts that act together", "Rounds: each keeps the masks")]
    [InlineData("game", "because the run was cancelled", "round       96 ablations")]
    public async Task An_interrupted_run_ends_with_130_and_an_explanation(
        string verb,
        params string[] expected
    )
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        string subject =
            verb == "text"
                ? string.Join(' ', Enumerable.Repeat(Samples.Sentence, 3))
                : Repository.Data("games", "fourier_n64_s25_z10.json");
        using Process process = CliProcess.Start([
            "explain",
            verb,
            subject,
            "--rounds",
            "--budget",
            "100000",
            "--method",
            "proxyspex-single",
        ]);
        string? line;
        do
        {
            line = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.NotNull(line);
        } while (
            !line.StartsWith("round 1: ", StringComparison.Ordinal)
            || !line.Contains(" ablations, R2", StringComparison.Ordinal)
        );

        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        Task<string> errors = process.StandardError.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        string output = await process.StandardOutput.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains(
            "interplay: interrupted: Stopped at",
            await errors,
            StringComparison.Ordinal
        );
        Assert.All(expected, said => Assert.Contains(said, output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("option-out-of-range", "--until-r2", "1.5")]
    [InlineData("option-out-of-range", "--max-price-per-point", "-3")]
    [InlineData("rounds-not-possible", "--rounds", "--method", "spex")]
    [InlineData("rounds-unmeasured", "--until-r2", "0.9", "--method", "walshbayes")]
    public async Task Rounds_that_cannot_be_are_named(string name, params string[] arguments) =>
        (
            await CliRun.RunAsync([
                "explain",
                "text",
                Samples.Sentence,
                "--model",
                "sentiment-small",
                "--budget",
                "3000",
                .. arguments,
                "--quiet",
            ])
        ).Failed(2, name);
}
