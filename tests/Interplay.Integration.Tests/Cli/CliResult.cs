namespace Interplay.Integration.Tests.Cli;

/// <summary>How a run of the tool ended.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>Asserts success with everything it said, if it did not succeed.</summary>
    public CliResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Error}\n{Output}");
        return this;
    }

    /// <summary>Asserts a failure with this name and exit code, said in one line on standard error, with nothing on standard output.</summary>
    public CliResult Failed(int exitCode, string name)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, not {exitCode}\n{Error}");
        Assert.Contains(
            Error.Split('\n'),
            line => line.StartsWith($"interplay: {name}: ", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.Equal("", Output);
        return this;
    }
}
