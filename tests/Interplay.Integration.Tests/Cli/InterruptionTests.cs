using System.Diagnostics;
using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Integration.Tests.Cli;

/// <summary>SIGINT and SIGTERM at random moments: every command ends, with 130 or with what it was about to say.</summary>
public sealed class InterruptionTests
{
    [Theory]
    [InlineData("-INT")]
    [InlineData("-TERM")]
    public async Task A_long_recovery_ends(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        ulong seed = (ulong)Stopwatch.GetTimestamp();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new SeededRandom(seed);
        using var folder = new TempFolder();
        using Process process = CliProcess.Start(["recover", LargeTable(folder, random)]);
        await UntilRecoveringAsync(process);
        await Task.Delay(random.NextInt(1000), TestContext.Current.CancellationToken);
        using Process kill = Process.Start("kill", [signal, $"{process.Id}"]);
        string error = await process.StandardError.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 130, $"seed {seed}: {process.ExitCode} {error}");
        Assert.Contains("interplay: interrupted: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_signal_ends_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        using var folder = new TempFolder();
        using Process process = CliProcess.Start([
            "recover",
            LargeTable(folder, new SeededRandom(1)),
        ]);
        await UntilRecoveringAsync(process);
        foreach (string signal in (string[])["-INT", "-TERM"])
        {
            using Process kill = Process.Start("kill", [signal, $"{process.Id}"]);
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
    }

    private static async Task UntilRecoveringAsync(Process process)
    {
        string? line;
        do
        {
            line = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.NotNull(line);
        } while (!line.Contains("recovering interactions", StringComparison.Ordinal));
    }

    /// <summary>A table whose recovery takes far longer than the test.</summary>
    private static string LargeTable(TempFolder folder, SeededRandom random)
    {
        MaskMatrix masks = UniformDesign.Draw(120, 6000, random);
        using var text = new StringWriter();
        text.WriteLine("mask,value");
        for (int row = 0; row < masks.RowCount; row++)
        {
            text.WriteLine($"{masks.GetMask(row)},{random.NextInt(1000)}");
        }

        return folder.With("large.csv", text.ToString());
    }
}
