using System.Globalization;
using System.Text.RegularExpressions;
using Interplay.Integration.Tests.Cli;
using Interplay.Integration.Tests.ModelServer;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Reports;

namespace Interplay.Integration.Tests.Programs;

/// <summary>
/// Every program of <c>samples</c> runs and says what it should, the one that writes to standard output as a stream by <c>dotnet run</c>; the code of the README is that of the samples.
/// </summary>
public sealed partial class SampleTests
{
    [Fact]
    public async Task A_text_is_explained()
    {
        CliResult run = (await OneFileProgram.RunAsync("text")).Succeeded();
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(11, lines.Length);
        Assert.All(
            lines[..10],
            static line => Assert.Matches(@"^ +-?\d\.\d{3} ± \d\.\d{3}  \w+( \+ \w+)*$", line)
        );
        Assert.StartsWith(" ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("  not + bad", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Enough: R2 is ", lines[10], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_is_explained_exactly()
    {
        CliResult run = (await OneFileProgram.RunAsync("function")).Succeeded();
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(["   5.000  {7,12}", "  -4.000  {12,20,31}", "   2.000  {3}"], lines[..^1]);
        Assert.StartsWith("Enough: R2 is 1.00", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_costly_function_is_asked_in_rounds()
    {
        CliResult run = (await OneFileProgram.RunAsync("rounds")).Succeeded();
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.InRange(lines.Length, 2, 6);
        Assert.All(
            lines,
            static line =>
                Assert.Matches(
                    @"^ *\d+ ablations: R2 0\.\d\d \(0\.\d\d to 0\.\d\d\), the next 0\.01 for about \d+ more\.",
                    line
                )
        );
        Assert.EndsWith("TargetReached", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_the_readers_own_is_explained()
    {
        using var folder = new TempFolder();
        // 3 + 2 a - 4 a c
        string table = folder.With(
            "table.csv",
            "mask,score\n000,3\n100,5\n010,3\n110,5\n001,3\n101,1\n011,3\n111,1\n"
        );
        CliResult run = (await OneFileProgram.DotnetRunAsync("table", table)).Succeeded();
        Explanation explanation = ExplanationJson.Read(
            System.Text.Encoding.UTF8.GetBytes(run.Output)
        );
        InteractionValues found = explanation.Outputs[0].Interactions;
        Assert.Equal(VerdictKind.Complete, explanation.Outputs[0].Trust.Verdict.Kind);
        Assert.Equal(
            [(PartSet.Of(0, 2), -4), (PartSet.Of(0), 2)],
            found.Top(2).Select(static i => (i.Parts, Math.Round(i.Strength, 9)))
        );
        Assert.Contains("part 0 [0] + part 2 [2]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chat_client_says_which_documents_it_needed()
    {
        CliResult run = (await OneFileProgram.RunAsync("chat-client")).Succeeded();
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal("The last ferry leaves at 21:30.", lines[0]);
        Assert.StartsWith(
            "- Needs 1, and with it either 3 or 4;",
            lines[1],
            StringComparison.Ordinal
        );
        Assert.Equal(["- 2 changes nothing.", "- 5 changes nothing."], lines[2..]);
    }

    [Fact]
    public async Task Documents_of_a_prompt_are_explained_over_an_endpoint_and_paid_for_once()
    {
        using var folder = new TempFolder();
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync();
        string address = server.Address.AbsoluteUri;
        string journal = folder["documents.journal"];
        CliResult run = (await OneFileProgram.RunAsync("documents", address, journal)).Succeeded();
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.StartsWith("- Needs [1] ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Complete: all 32 combinations", lines[^2], StringComparison.Ordinal);
        Assert.Matches("^32 ablations, [1-9][0-9]* calls paid for.$", lines[^1]);
        CliResult again = (
            await OneFileProgram.RunAsync("documents", address, journal)
        ).Succeeded();
        Assert.Equal(
            [.. lines[..^1], "32 ablations, 0 calls paid for."],
            again.Output.TrimEnd().Split('\n')
        );
    }

    [Fact]
    public async Task A_cancelled_run_explains_what_was_paid_for_and_goes_on_from_it()
    {
        using var folder = new TempFolder();
        CliResult run = (
            await OneFileProgram.RunAsync("cancelled", folder["cancelled.journal"])
        ).Succeeded();
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Match cut = Asked().Match(lines[0]);
        Match rest = Asked().Match(lines[1]);
        Assert.Equal("Cancelled", cut.Groups["stop"].Value);
        Assert.Equal(cut.Groups["asked"].Value, cut.Groups["explained"].Value);
        Assert.Equal("BudgetSpent", rest.Groups["stop"].Value);
        // What was asked before is not asked again.
        Assert.Equal(
            1200,
            int.Parse(cut.Groups["asked"].Value, CultureInfo.InvariantCulture)
                + int.Parse(rest.Groups["asked"].Value, CultureInfo.InvariantCulture)
        );
    }

    [Fact]
    public async Task Documents_that_matter_are_cut_into_sentences()
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync();
        string address = server.Address.AbsoluteUri;
        CliResult run = (await OneFileProgram.RunAsync("levels", address)).Succeeded();
        string[] levels =
        [
            .. run
                .Output.Split('\n')
                .Where(static line => line.StartsWith("level ", StringComparison.Ordinal)),
        ];
        Assert.Equal(2, levels.Length);
        Assert.StartsWith(
            "level 1: 3 parts, 8 asked, 0 used again",
            levels[0],
            StringComparison.Ordinal
        );
        Assert.Matches("^level 2: [4-6] parts, [0-9]+ asked, 8 used again", levels[1]);
    }

    [Fact]
    public async Task Training_rows_are_audited()
    {
        CliResult run = (
            await OneFileProgram.RunAsync(
                "audit",
                Repository.Find("samples", "data", "breast-cancer-test.csv")
            )
        ).Succeeded();
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.EndsWith(" retrainings.", lines[0], StringComparison.Ordinal);
        Assert.Matches(
            @"^row \d+ \((benign|malignant)\): effect -?\d\.\d{3} ± \d\.\d{3}, ",
            lines[1]
        );
    }

    [Fact]
    public async Task Heads_of_a_model_are_studied_and_pruned()
    {
        CliResult run = (await OneFileProgram.RunAsync("heads")).Succeeded();
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Matches(@"with all heads, -?\d+\.\d\d without$", lines[0]);
        Assert.Matches(@"^ +-?\d\.\d{3}  .* \+ ", lines[1]);
        Assert.Contains(
            lines,
            static line => line.StartsWith("without ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_code_of_the_readme_is_that_of_the_samples()
    {
        string[] samples =
        [
            .. Directory.GetFiles(Repository.Find("samples"), "*.cs").Select(OneFileProgram.Source),
        ];
        string[] blocks =
        [
            .. CSharpBlock()
                .Matches(File.ReadAllText(Repository.Find("README.md")))
                .Select(static match => match.Groups["code"].Value.TrimEnd()),
        ];
        Assert.NotEmpty(blocks);
        Assert.All(
            blocks,
            block =>
                Assert.True(
                    samples.Any(sample => sample.Contains(block, StringComparison.Ordinal)),
                    $"No program of samples/ has these lines, so no test runs them:\n{block}"
                )
        );
    }

    [GeneratedRegex(
        @"^(?<stop>\w+): asked (?<asked>\d+), explained from (?<explained>\d+)\.",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Asked();

    [GeneratedRegex(@"```csharp\n(?<code>[^`]*)```", RegexOptions.NonBacktracking)]
    private static partial Regex CSharpBlock();
}
