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
            "--json",
            "-",
        ];
        string once = await RunAsync(arguments, cores: 2);
        Assert.Equal(once, await RunAsync(arguments, cores: 2));
        Assert.Equal(once, await RunAsync(arguments, cores: 1));
        Assert.NotEqual(once, await RunAsync([.. arguments, "--seed", "2"], cores: 2));
    }

    private static async Task<string> RunAsync(string[] arguments, int cores)
    {
        CliResult result = await CliRun.RunAsync(
            arguments,
            environment: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DOTNET_PROCESSOR_COUNT"] = $"{cores}",
            }
        );
        return Samples.WithoutTimings(result.Succeeded().Output);
    }
}
