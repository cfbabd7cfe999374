namespace Interplay.Integration.Tests.Cli;

/// <summary>The same seed gives the same bytes, whenever and on however many cores.</summary>
public sealed class DeterminismTests
{
    [Theory]
    [InlineData("spex")]
    [InlineData("proxyspex")]
    public async Task The_same_seed_gives_the_same_bytes_twice_and_on_one_core_or_two(string method)
    {
        string[] arguments =
        [
            "explain",
            "text",
            Samples.Sentence,
            "--budget",
            "600",
            "--method",
            method,
            "--quiet",
        ];
        string once = Samples.WithoutTimings(await CliRun.SavedAsync(arguments));
        Assert.Equal(once, await InProcessAsync(arguments, "DOTNET_PROCESSOR_COUNT", "2"));
        Assert.Equal(once, await InProcessAsync(arguments, "DOTNET_PROCESSOR_COUNT", "1"));
        Assert.NotEqual(
            once,
            Samples.WithoutTimings(await CliRun.SavedAsync([.. arguments, "--seed", "2"]))
        );
    }

    private static async Task<string> InProcessAsync(
        string[] arguments,
        string variable,
        string value
    )
    {
        CliResult result = await CliProcess.RunAsync(
            [.. arguments, "--json", "-"],
            environment: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [variable] = value,
            }
        );
        return Samples.WithoutTimings(result.Succeeded().Output);
    }
}
