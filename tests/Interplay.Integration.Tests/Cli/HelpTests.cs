namespace Interplay.Integration.Tests.Cli;

/// <summary>The help says everything a newcomer and a script need.</summary>
public sealed class HelpTests
{
    [Fact]
    public async Task Root_help_lists_the_verbs_and_the_exit_codes()
    {
        CliResult help = (await CliProcess.RunAsync(["--help"])).Succeeded();
        foreach (
            string verb in (string[])
                ["explain", "plan", "evaluate", "recover", "report", "journal", "bench"]
        )
        {
            Assert.Contains($"\n  {verb}", help.Output, StringComparison.Ordinal);
        }

        Assert.Contains(
            "0 done; 2 a wrong option or name; 3 bad data in a file; 4 the budget is too small; 5 the model failed; 6 a file is missing; 70 a bug; 130 interrupted",
            help.Output,
            StringComparison.Ordinal
        );
        Assert.Equal("", help.Error);
    }

    [Theory]
    [InlineData("explain text")]
    [InlineData("explain game")]
    [InlineData("plan")]
    [InlineData("recover")]
    [InlineData("report")]
    [InlineData("bench tables")]
    [InlineData("bench games")]
    public async Task Every_option_has_a_description_with_its_default(string verb)
    {
        CliResult help = (await CliRun.RunAsync([.. verb.Split(' '), "--help"])).Succeeded();
        string[] options =
        [
            .. help
                .Output.Split('\n')
                .SkipWhile(static line => !line.StartsWith("Options:", StringComparison.Ordinal))
                .Where(static line => line.TrimStart().StartsWith('-')),
        ];
        Assert.True(options.Length >= 6);
        Assert.All(options, static line => Assert.Matches("^  -\\S.*?  \\S", line));
    }

    [Fact]
    public async Task No_arguments_at_all_print_the_help() =>
        Assert.Contains(
            "Usage:",
            (await CliRun.RunAsync([])).Succeeded().Output,
            StringComparison.Ordinal
        );
}
