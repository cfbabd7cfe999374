namespace Interplay.Integration.Tests.Cli;

/// <summary>Trainer programs at the command line: whatever they do wrong is named, and what was paid for is never paid for again.</summary>
public sealed class DataProgramTests
{
    private const int Subsets = 64;

    [Theory]
    [InlineData("exit 7", "trainer-command-exited", "exit code 7")]
    [InlineData("sleep 60", "trainer-command-timeout", "no answer within 5 s")]
    [InlineData("echo garbage; continue", "trainer-command-malformed", "'garbage'")]
    [InlineData(
        "echo \"{\\\"id\\\":$id,\\\"values\\\":[NaN,1]}\"; continue",
        "trainer-value-not-finite",
        "NaN"
    )]
    [InlineData(
        "echo \"{\\\"id\\\":$id,\\\"error\\\":\\\"out of memory\\\"}\"; continue",
        "trainer-command-error",
        "out of memory"
    )]
    public async Task A_fault_is_named_and_the_same_command_goes_on(
        string fault,
        string name,
        string said
    )
    {
        using var folder = new TempFolder();
        string[] command =
        [
            .. Command(folder, fault, "--attempts", "1"),
            "--timeout",
            // Waited for only by the program that sleeps; any other answers in time on any machine.
            fault == "sleep 60"
                ? "5"
                : "300",
        ];
        CliResult failed = (await CliRun.RunAsync(command)).Failed(5, name);
        Assert.Contains(said, failed.Error, StringComparison.Ordinal);
        // All parts and none by a first copy, two subsets by the next.
        Assert.Contains("4 retrainings were done before", failed.Error, StringComparison.Ordinal);
        Assert.Contains("j.db", failed.Error, StringComparison.Ordinal);

        folder.With("healed", "");
        CliResult done = (await CliRun.RunAsync(command)).Succeeded();
        Assert.Contains("kept", done.Output, StringComparison.OrdinalIgnoreCase);
        // Each of the subsets was paid for once, over both runs.
        Assert.Equal(Subsets, Paid(folder));

        (await CliRun.RunAsync(command)).Succeeded();
        Assert.Equal(Subsets, Paid(folder));
    }

    [Fact]
    public async Task A_fault_of_one_copy_is_tried_again()
    {
        using var folder = new TempFolder();
        // Every copy crashes at its third subset: a fresh one answers two more.
        (
            await CliRun.RunAsync([
                .. Command(folder, "exit 7", "--budget", "20", "--held-out", "0"),
            ])
        ).Succeeded();
        Assert.Equal(20, Paid(folder));
    }

    [Theory]
    [InlineData("no-such-program-anywhere", "trainer-command-not-started")]
    [InlineData("sh -c 'exit 3'", "trainer-command-exited")]
    [InlineData("sh -c 'read x; echo hello; sleep 9'", "trainer-command-malformed")]
    [InlineData("sleep 60", "trainer-command-timeout", 1)]
    public async Task A_program_that_never_begins_is_named(
        string program,
        string name,
        int timeout = 300
    )
    {
        using var folder = new TempFolder();
        (
            await CliRun.RunAsync([
                "explain",
                "data",
                folder.With("t.csv", DataSamples.Table()),
                "--parts",
                "rows",
                "--trainer-command",
                program,
                "--timeout",
                $"{timeout}",
                "--journal",
                folder["j.db"],
                "--quiet",
            ])
        ).Failed(5, name);
    }

    [Fact]
    public async Task An_open_quote_is_named()
    {
        using var folder = new TempFolder();
        (
            await CliRun.RunAsync([
                "explain",
                "data",
                folder.With("t.csv", DataSamples.Table()),
                "--trainer-command",
                "sh 'x",
            ])
        ).Failed(2, "trainer-options-malformed");
    }

    private static string[] Command(TempFolder folder, string fault, params string[] more)
    {
        string program = folder.With("train.sh", "");
        File.WriteAllText(program, DataSamples.Program(Path.GetDirectoryName(program)!, fault));
        return
        [
            "explain",
            "data",
            folder.With("t.csv", DataSamples.Table(6)),
            "--parts",
            "rows",
            "--trainer-command",
            $"sh '{program}'",
            "--journal",
            folder["j.db"],
            "--quiet",
            .. more,
        ];
    }

    private static int Paid(TempFolder folder) => File.ReadAllLines(folder["paid"]).Length;
}
