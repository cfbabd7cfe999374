using Interplay.Cli;

namespace Interplay.Integration.Tests.Cli;

/// <summary>
/// The command line, run in this process, which spares starting and compiling it anew each time; what it prints is captured. What only a
/// process has (its input, its output as a stream for <c>-</c>, an environment) is given one: see <see cref="CliProcess"/>.
/// </summary>
internal static class CliRun
{
    // On a terminal the command line draws and colours.
    private static readonly bool IsTerminal =
        !Console.IsOutputRedirected || !Console.IsErrorRedirected;

    public static async Task<CliResult> RunAsync(
        string[] arguments,
        string? input = null,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        if (IsTerminal || input is not null || environment is not null || arguments.Contains("-"))
        {
            return await CliProcess.RunAsync(arguments, input, environment);
        }

        return await CapturedConsole.RunAsync(() => CommandLine.RunAsync(arguments));
    }

    /// <summary>The JSON that a command which must succeed saves.</summary>
    public static async Task<string> SavedAsync(string[] arguments)
    {
        using var folder = new TempFolder();
        string file = folder["saved.json"];
        (await RunAsync([.. arguments, "--json", file])).Succeeded();
        return await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
    }
}
