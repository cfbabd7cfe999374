using System.Diagnostics;
using Interplay.Integration.Tests.Cli;

namespace Interplay.Integration.Tests.ModelServer;

public sealed class ServeModelCommandTests
{
    [Fact]
    public async Task ListensSaysWhereAndStopsCleanly()
    {
        using Process process = CliProcess.Start([
            "serve-model",
            "sentiment-small",
            "--port",
            "0",
            "--model-name",
            "mine",
        ]);
        try
        {
            string? line = await process.StandardOutput.ReadLineAsync(
                TestContext.Current.CancellationToken
            );
            Assert.Matches("^Listening on http://127\\.0\\.0\\.1:[0-9]+/v1$", line);
            using var client = new HttpClient();
            Assert.Contains(
                "\"mine\"",
                await client.GetStringAsync(
                    new Uri(line!["Listening on ".Length..] + "/models"),
                    TestContext.Current.CancellationToken
                ),
                StringComparison.Ordinal
            );
            if (OperatingSystem.IsWindows())
            {
                return;
            }

            using Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
            Assert.Contains(
                "Stopped.",
                await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal
            );
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://loopback:18400")]
    [InlineData("http://user@127.0.0.1:18401")]
    public async Task TheOpenWorldNeedsAToken(string url)
    {
        CliResult result = await CliRun.RunAsync([
            "serve-model",
            "--urls",
            url,
            "--token-variable",
            "INTERPLAY_TEST_NO_SUCH_TOKEN",
        ]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("server-token-missing", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("usage", "--port", "1", "--urls", "http://127.0.0.1:1")]
    [InlineData("option-out-of-range", "--port", "70000")]
    [InlineData("unknown-model", "gpt-9")]
    [InlineData("model-not-found", "./no-such-folder")]
    public async Task WrongArgumentsAreNamed(string error, params string[] arguments)
    {
        CliResult result = await CliRun.RunAsync(["serve-model", .. arguments]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains($"interplay: {error}:", result.Error, StringComparison.Ordinal);
    }
}
