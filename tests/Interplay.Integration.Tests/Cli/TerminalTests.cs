using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Interplay.Integration.Tests.Cli;

/// <summary>What only shows on a terminal: colours, and Ctrl-C.</summary>
public sealed partial class TerminalTests
{
    private static readonly string[] Explain =
    [
        "explain",
        "text",
        "not bad at all, great",
        "--method",
        "exact",
    ];

    [Fact]
    public async Task Colours_on_a_terminal_only_and_not_when_they_are_refused()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs script(1) for a terminal");
        Assert.Contains("\e[", await OnTerminalAsync("", ""), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "\e[1m",
            await OnTerminalAsync("NO_COLOR=1", ""),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "\e[1m",
            await OnTerminalAsync("", " --no-color"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Interrupted_work_ends_with_130_and_a_whole_table()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        using var folder = new TempFolder();
        string table = folder["t.csv"];
        string text = string.Join(' ', Enumerable.Repeat("a long and winding tale of woe", 20));
        (
            await CliRun.RunAsync([
                "plan",
                "--text",
                text,
                "--budget",
                "20000",
                "--method",
                "proxyspex",
                "-o",
                table,
            ])
        ).Succeeded();
        using Process process = CliProcess.Start(["evaluate", table, "--text", text]);
        Assert.Contains(
            "asking the model",
            await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        string error = await process.StandardError.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("interplay: interrupted: ", error, StringComparison.Ordinal);
        Assert.Contains("of 20000 rows are filled and kept", error, StringComparison.Ordinal);
        Assert.Equal(
            20001,
            (await File.ReadAllLinesAsync(table, TestContext.Current.CancellationToken)).Length
        );
    }

    [Fact]
    public async Task A_text_is_explained_by_what_was_asked_before_control_C()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs script(1) for a terminal");
        string text = string.Join(' ', Enumerable.Repeat(Samples.Sentence, 3));
        using Process process = StartOnTerminal(
            $"dotnet '{CliProcess.Dll}' explain text '{text}' --budget 50000 --method proxyspex-single"
        );
        var output = new StringBuilder();
        var characters = new char[1000];
        int read;
        while (
            (
                read = await process.StandardOutput.ReadAsync(
                    characters,
                    TestContext.Current.CancellationToken
                )
            ) > 0
        )
        {
            bool wasAsking = Asking().IsMatch(output.ToString());
            output.Append(characters, 0, read);
            // One in a hundred has been asked: the terminal turns this into a signal, as when somebody presses it.
            if (!wasAsking && Asking().IsMatch(output.ToString()))
            {
                await process.StandardInput.WriteAsync('\x03');
                await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            }
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains(
            "interplay: interrupted: Stopped at",
            output.ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains("Parts that act together", output.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"Partial: \d+ of 50000 planned", output.ToString());
    }

    [Fact]
    public async Task Links_stay_links_and_devices_are_written_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs links and devices");
        using var folder = new TempFolder();
        string real = folder.With("real.csv", "old");
        string link = folder["link.csv"];
        File.CreateSymbolicLink(link, real);
        string[] plan = ["plan", "--parts-count", "6", "--budget", "20", "--quiet"];
        (await CliRun.RunAsync([.. plan, "-o", link])).Succeeded();
        Assert.NotNull(new FileInfo(link).LinkTarget);
        string[] rows = await File.ReadAllLinesAsync(real, TestContext.Current.CancellationToken);
        Assert.Equal(21, rows.Length);
        CliResult device = await CliProcess.RunAsync([.. plan, "--json", "/dev/fd/1"]);
        Assert.Contains("\"cost\": 20", device.Succeeded().Output, StringComparison.Ordinal);
    }

    private static async Task<string> OnTerminalAsync(string variable, string option)
    {
        string command =
            $"{variable} dotnet '{CliProcess.Dll}' {string.Join(' ', Explain.Select(static word => $"'{word}'"))}{option}";
        using Process process = StartOnTerminal(command);
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static Process StartOnTerminal(string command)
    {
        var start = new ProcessStartInfo("/usr/bin/script", ["-qec", command, "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("NO_COLOR");
        start.Environment["TERM"] = "xterm-256color";
        return Process.Start(start)!;
    }

    [GeneratedRegex(
        @"asking the model, \d+ ablations \[[^\]]*\] [1-9]\d* %",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Asking();
}
