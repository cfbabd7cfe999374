using System.Diagnostics;

namespace Interplay.Integration.Tests.Cli;

/// <summary>Files that cannot be written are found before anything is spent, without a trace; where writing fails at the end, the report is there.</summary>
public sealed class TargetTests
{
    private const string Nowhere = "/nonexistent/x";

    [Theory]
    [InlineData("explain", "text", "a good film", "--json", $"{Nowhere}.json")]
    [InlineData("explain", "text", "a good film", "--shapiq", $"{Nowhere}.json")]
    [InlineData("explain", "game", "no-such-game", "--score", $"{Nowhere}.json")]
    [InlineData("explain", "prompt", "no-such-prompt", "--json", $"{Nowhere}.json")]
    [InlineData("explain", "data", "no-such-table", "--save-parts", $"{Nowhere}.csv")]
    [InlineData("explain", "model", "no-such-model", "--json", $"{Nowhere}.json")]
    [InlineData("plan", "--parts-count", "5", "-o", $"{Nowhere}.csv")]
    [InlineData("plan", "--parts-count", "5", "--json", "/tmp")]
    [InlineData("evaluate", $"{Nowhere}.csv", "--game", "no-such-game")]
    [InlineData("evaluate", "t.csv", "--game", "no-such-game", "-o", $"{Nowhere}.csv")]
    [InlineData("recover", "no-such-table", "--json", $"{Nowhere}.json")]
    [InlineData("report", "no-such-file", "--json", $"{Nowhere}.json")]
    [InlineData("journal", "export", "-o", $"{Nowhere}.csv")]
    [InlineData("journal", "list", "--json", $"{Nowhere}.json")]
    [InlineData("journal", "show", "--json", $"{Nowhere}.json")]
    [InlineData("bench", "tables", "no-such-folder", "-o", $"{Nowhere}.md")]
    [InlineData("bench", "tables", "no-such-folder", "--plot", $"{Nowhere}.svg")]
    [InlineData("model", "inspect", "no-such-model", "--json", $"{Nowhere}.json")]
    public async Task What_cannot_be_written_is_said_first(params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "paths of POSIX");
        (await CliRun.RunAsync(arguments)).Failed(6, "file-unwritable");
    }

    [Theory]
    [InlineData("option-empty", "recover", "t.csv", "--json", "")]
    [InlineData("file-name-empty", "explain", "text", "a good film", "--shapiq", " ")]
    [InlineData("option-empty", "plan", "--parts-count", "5", "-o", "")]
    [InlineData("option-empty", "journal", "list", "--journal", "")]
    public async Task An_empty_name_is_refused(string name, params string[] arguments) =>
        (await CliRun.RunAsync(arguments)).Failed(2, name);

    /// <summary>Random verbs and targets: whatever a command does, a target that it did not write is as it was.</summary>
    [Fact]
    public async Task A_check_leaves_no_trace()
    {
        ulong seed = (ulong)Stopwatch.GetTimestamp();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Masks.SeededRandom(seed);
        using var folder = new TempFolder();
        string old = folder.With("old.json", "old");
        Directory.CreateDirectory(folder["folder"]);
        string[] before = folder.Files().Order(StringComparer.Ordinal).ToArray();
        string[][] verbs =
        [
            ["recover", folder["missing.csv"]],
            ["report", folder["missing.json"]],
            ["explain", "game", folder["missing.json"]],
            ["explain", "text", "a", "--method", "no-such-method"],
        ];
        for (int i = 0; i < 12; i++)
        {
            string target = random.NextInt(4) switch
            {
                0 => old,
                1 => folder["new.json"],
                2 => folder["folder"],
                _ => folder[Path.Combine("none", $"{random.NextInt(1000)}.json")],
            };
            CliResult run = await CliRun.RunAsync([
                .. verbs[random.NextInt(verbs.Length)],
                "--json",
                target,
            ]);
            Assert.True(run.ExitCode is 2 or 6, $"seed {seed}: {run.ExitCode} {run.Error}");
            Assert.Equal(before, folder.Files().Order(StringComparer.Ordinal));
            Assert.Equal(
                "old",
                await File.ReadAllTextAsync(old, TestContext.Current.CancellationToken)
            );
        }
    }

    [Fact]
    public async Task A_report_is_printed_where_its_file_fails_at_the_end()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using var folder = new TempFolder();
        string game = folder.With("game.json", Samples.Game());
        string table = folder.With("t.csv", Samples.Table());
        foreach (
            string[] command in (string[][])
                [
                    ["explain", "game", game, "--method", "exact", "--json", "/dev/full"],
                    ["explain", "game", game, "--method", "exact", "--score", "/dev/full"],
                    ["recover", table, "--method", "exact", "--json", "/dev/full"],
                ]
        )
        {
            CliResult run = await CliRun.RunAsync(command);
            Assert.Equal(6, run.ExitCode);
            Assert.Contains("interplay: file-unwritable: ", run.Error, StringComparison.Ordinal);
            Assert.True(run.Output.Length > 200, run.Output);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" --json -")]
    public async Task Standard_output_that_cannot_be_written_is_an_error_with_a_name(string option)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using var folder = new TempFolder();
        string table = folder.With("t.csv", Samples.Table());
        using Process shell = Process.Start(
            new ProcessStartInfo(
                "sh",
                [
                    "-c",
                    $"dotnet '{CliProcess.Dll}' recover '{table}' --method exact{option} > /dev/full",
                ]
            )
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            }
        )!;
        string error = await shell.StandardError.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(shell.ExitCode == 6, $"{shell.ExitCode}: {error}");
        Assert.Contains(
            "interplay: file-unwritable: Standard output cannot be written",
            error,
            StringComparison.Ordinal
        );
    }
}
