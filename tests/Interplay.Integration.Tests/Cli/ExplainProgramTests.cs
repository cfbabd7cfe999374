using System.Text.Json.Nodes;

namespace Interplay.Integration.Tests.Cli;

/// <summary>Programs as value functions at the command line: what they do wrong is named, and what was paid for is never paid for again.</summary>
public sealed class ExplainProgramTests
{
    private const int Masks = 16;

    [Theory]
    [InlineData("kill -9 $$", "program-exited", "exit code 137")]
    [InlineData("exit 7", "program-exited", "exit code 7")]
    [InlineData("exec sleep 60", "program-timeout", "no answer within 5 s")]
    [InlineData("echo garbage; continue", "program-malformed", "'garbage'")]
    [InlineData(
        "echo \"{\\\"id\\\":$id,\\\"values\\\":[[NaN,1]]}\"; continue",
        "program-value-not-finite",
        "NaN"
    )]
    [InlineData(
        "echo \"{\\\"id\\\":$id,\\\"values\\\":[[1e999,1]]}\"; continue",
        "program-value-not-finite",
        "1e999"
    )]
    [InlineData(
        "echo \"{\\\"id\\\":$id,\\\"values\\\":[[1]]}\"; continue",
        "program-malformed",
        "1 list of 2 numbers"
    )]
    [InlineData(
        "echo \"{\\\"id\\\":$id,\\\"values\\\":[1,2]}\"; continue",
        "program-malformed",
        "1 list of 2 numbers"
    )]
    [InlineData(
        "echo \"{\\\"id\\\":1,\\\"values\\\":[[1,2]]}\"; continue",
        "program-malformed",
        "an answer to request"
    )]
    [InlineData(
        "echo \"{\\\"id\\\":$id,\\\"error\\\":\\\"out of memory\\\"}\"; continue",
        "program-error",
        "out of memory"
    )]
    [InlineData("while :; do printf %065536d 0; done", "program-malformed", "a line of more than")]
    public async Task A_fault_is_named_and_the_same_command_goes_on(
        string fault,
        string name,
        string said
    )
    {
        using var folder = new TempFolder();
        string[] command =
        [
            .. Explain(folder, ProgramSamples.Command(folder, fault), "--names", "a,b,c,d"),
            "--attempts",
            "1",
            "--timeout",
            // Waited for only by the program that sleeps; any other answers in time on any machine.
            fault.Contains("sleep", StringComparison.Ordinal)
                ? "5"
                : "300",
        ];
        CliResult failed = (await CliRun.RunAsync(command)).Failed(5, name);
        Assert.Contains(said, failed.Error, StringComparison.Ordinal);
        Assert.Contains("2 ablations were done before", failed.Error, StringComparison.Ordinal);
        Assert.Contains("j.db", failed.Error, StringComparison.Ordinal);
        Assert.Equal(2, Paid(folder));

        folder.With("healed", "");
        CliResult done = (await CliRun.RunAsync(command)).Succeeded();
        Assert.Contains("output \"kept\"", done.Output, StringComparison.Ordinal);
        Assert.Contains("output \"missing\"", done.Output, StringComparison.Ordinal);
        // Each of the masks was paid for once, over both runs.
        Assert.Equal(Masks, Paid(folder));

        (await CliRun.RunAsync(command)).Succeeded();
        Assert.Equal(Masks, Paid(folder));
    }

    [Fact]
    public async Task A_fault_of_one_copy_is_tried_again()
    {
        using var folder = new TempFolder();
        (
            await CliRun.RunAsync(
                Explain(
                    folder,
                    ProgramSamples.Command(folder, "kill -9 $$"),
                    "--parts-count",
                    "6",
                    "--budget",
                    "20",
                    "--held-out",
                    "0"
                )
            )
        ).Succeeded();
        Assert.Equal(20, Paid(folder));
    }

    [Theory]
    [InlineData("no-such-program-anywhere", "program-not-started", "no-such-program-anywhere")]
    [InlineData("sh -c 'echo broken >&2; exit 3'", "program-exited", "broken")]
    [InlineData("sh -c 'read x; echo hello; sleep 9'", "program-malformed", "'hello'")]
    [InlineData("sleep 60", "program-timeout", "within 1 s", 1)]
    [InlineData(
        "sh -c 'read x; echo \"{\\\"version\\\":2,\\\"outputs\\\":[\\\"a\\\"]}\"; sleep 9'",
        "program-malformed",
        "version 1"
    )]
    [InlineData(
        "sh -c 'read x; echo \"{\\\"version\\\":1,\\\"outputs\\\":[]}\"; sleep 9'",
        "program-malformed",
        "\"outputs\""
    )]
    [InlineData(
        "sh -c 'read x; echo \"{\\\"version\\\":1,\\\"outputs\\\":[\\\"a\\\"],\\\"batch\\\":0}\"; sleep 9'",
        "program-malformed",
        "\"batch\""
    )]
    [InlineData(
        "sh -c 'read x; echo \"{\\\"version\\\":1,\\\"outputs\\\":[\\\"a\\\"],\\\"identity\\\":1}\"; sleep 9'",
        "program-malformed",
        "\"identity\""
    )]
    public async Task A_program_that_never_begins_is_named_before_anything_is_asked(
        string program,
        string name,
        string said,
        int timeout = 300
    )
    {
        using var folder = new TempFolder();
        CliResult failed = (
            await CliRun.RunAsync(
                Explain(folder, program, "--parts-count", "3", "--timeout", $"{timeout}")
            )
        ).Failed(5, name);
        Assert.Contains(said, failed.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["j.db"]));
    }

    [Theory]
    [InlineData("parts-missing")]
    [InlineData("parts-missing", "--parts-count", "3", "--names", "a,b,c")]
    [InlineData("parts-missing", "--names", "a,b", "--text", "a b")]
    [InlineData("parts-missing", "--names", "a,b", "--drop", "a")]
    [InlineData("too-few-parts", "--parts-count", "1")]
    [InlineData("too-many-parts", "--parts-count", "1000001")]
    [InlineData("too-few-parts", "--names", "a")]
    [InlineData("names-malformed", "--names", "a,b,a")]
    [InlineData("names-malformed", "--names", "a,,b")]
    [InlineData("program-options-malformed", "--names", "a,b", "--workers", "0")]
    [InlineData("program-options-malformed", "--names", "a,b", "--attempts", "0")]
    [InlineData("program-options-malformed", "--names", "a,b", "--timeout", "0")]
    [InlineData("program-options-malformed", "--names", "a,b", "--timeout", "1e300")]
    [InlineData("output-not-found", "--names", "a,b", "--show", "none")]
    public async Task What_was_asked_is_looked_at_before_anything_is_spent(
        string name,
        params string[] options
    )
    {
        using var folder = new TempFolder();
        (await CliRun.RunAsync(Explain(folder, ProgramSamples.Command(folder), options))).Failed(
            2,
            name
        );
        Assert.Equal(0, Paid(folder));
    }

    [Fact]
    public async Task An_open_quote_is_named()
    {
        using var folder = new TempFolder();
        (await CliRun.RunAsync(Explain(folder, "sh 'x", "--parts-count", "3"))).Failed(
            2,
            "program-options-malformed"
        );
    }

    [Fact]
    public async Task Names_come_from_the_header_of_a_table()
    {
        using var folder = new TempFolder();
        string table = folder.With("t.csv", ",age,sex,bmi,target\n");
        string command = ProgramSamples.Command(folder);
        CliResult done = (
            await CliRun.RunAsync(
                Explain(folder, command, "--names-from", table, "--drop", "target")
            )
        ).Succeeded();
        Assert.Matches("age +\\+1.00", done.Output);
        Assert.Contains(
            "\"parts\":3,\"names\":[\"age\",\"sex\",\"bmi\"]",
            await File.ReadAllTextAsync(folder["hellos"], TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        (
            await CliRun.RunAsync(Explain(folder, command, "--names-from", table, "--drop", "x"))
        ).Failed(2, "column-unknown");
    }

    [Fact]
    public async Task A_dry_run_asks_for_no_mask()
    {
        using var folder = new TempFolder();
        CliResult dry = (
            await CliRun.RunAsync(
                Explain(
                    folder,
                    ProgramSamples.Command(folder),
                    "--parts-count",
                    "12",
                    "--budget",
                    "200",
                    "--dry-run"
                )
            )
        ).Succeeded();
        Assert.Contains(
            "12 parts; 2 outputs 'kept', 'missing'.",
            dry.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("200 ablations", dry.Output, StringComparison.Ordinal);
        Assert.Equal(0, Paid(folder));
    }

    [Fact]
    public async Task A_script_that_was_changed_is_asked_anew()
    {
        using var folder = new TempFolder();
        string[] command = Explain(
            folder,
            ProgramSamples.Command(folder, batch: 100),
            "--parts-count",
            "3"
        );
        (await CliRun.RunAsync(command)).Succeeded();
        (await CliRun.RunAsync(command)).Succeeded();
        Assert.Equal(8, Paid(folder));
        await File.AppendAllTextAsync(
            folder["value.sh"],
            "\n# changed\n",
            TestContext.Current.CancellationToken
        );
        (await CliRun.RunAsync(command)).Succeeded();
        Assert.Equal(16, Paid(folder));
    }

    /// <summary>The explanation is that of any other verb: saved, read again, under another index, in rounds.</summary>
    [Fact]
    public async Task The_sample_for_sh_is_explained_and_its_explanation_read_again()
    {
        using var folder = new TempFolder();
        string saved = folder["e.json"];
        string command = $"sh '{Repository.Find("samples", "value.sh")}'";
        (
            await CliRun.RunAsync([
                .. Explain(folder, command, "--names", "lamp,switch,fuse,\u001b[31mred"),
                "--json",
                saved,
            ])
        ).Succeeded();
        JsonNode manifest = JsonNode.Parse(
            await File.ReadAllTextAsync(saved, TestContext.Current.CancellationToken)
        )!["manifest"]!;
        Assert.Equal(command, (string)manifest["request"]!["program"]!);
        CliResult report = (await CliRun.RunAsync(["report", saved])).Succeeded();
        Assert.Matches("lamp \\+ switch +\\+2.00", report.Output);
        Assert.Matches("fuse +-1.00", report.Output);
        Assert.DoesNotContain('\u001b', report.Output);
    }

    [Fact]
    public async Task A_program_gets_what_is_left_of_a_text()
    {
        using var folder = new TempFolder();
        // The length of what it was sent, in bytes where every letter is one.
        string program = folder.With(
            "length.sh",
            """
            read -r hello
            echo '{"version":1,"outputs":["length"]}'
            while read -r line; do
              id=${line#*\"id\":}; id=${id%%,*}
              text=${line#*\"texts\":[\"}; text=${text%\"]\}}
              echo "{\"id\":$id,\"values\":[[${#text}]]}"
            done
            """
        );
        string text = folder.With("t.txt", "one three\n\nfiftythree six");
        CliResult done = (
            await CliRun.RunAsync(
                Explain(
                    folder,
                    $"sh '{program}'",
                    "--file",
                    text,
                    "--ablation",
                    "replace:",
                    "--index",
                    "SV"
                )
            )
        ).Succeeded();
        Assert.Matches("\"fiftythree\" +\\+10.0", done.Output);
        Assert.Matches("\"one\" +\\+3.00", done.Output);
        // Each line break is two letters in JSON.
        Assert.Contains("The whole input gives: +27", done.Output, StringComparison.Ordinal);
    }

    private static string[] Explain(TempFolder folder, string program, params string[] more) =>
        ["explain", "program", program, "--journal", folder["j.db"], "--quiet", .. more];

    private static int Paid(TempFolder folder) => ProgramSamples.Lines(folder, "paid");
}
