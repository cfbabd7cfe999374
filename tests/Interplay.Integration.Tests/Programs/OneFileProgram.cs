using System.Diagnostics;
using Interplay.Integration.Tests.Cli;
using Interplay.Tests.Reports;

namespace Interplay.Integration.Tests.Programs;

/// <summary>A program of <c>samples</c>, run as its readers run it: <c>dotnet run samples/x.cs</c>.</summary>
internal static class OneFileProgram
{
    /// <summary>How these tests were compiled; the projects that a sample uses are built that way already.</summary>
    private const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    public static async Task<CliResult> RunAsync(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Repository.Find(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        foreach (
            string argument in (string[])
                ["run", "-c", Configuration, $"samples/{name}.cs", "--", .. arguments]
        )
        {
            start.ArgumentList.Add(argument);
        }

        // The build is one of its own, not a part of the one that runs these tests, and leaves no process behind.
        foreach (
            string variable in start
                .Environment.Keys.Where(static key =>
                    key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
                )
                .ToArray()
        )
        {
            start.Environment.Remove(variable);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CliResult(process.ExitCode, await output, await error);
    }

    /// <summary>The source without the lines that only say which projects it uses.</summary>
    public static string Source(string path) =>
        string.Join(
            '\n',
            File.ReadAllLines(path)
                .Where(static line => !line.StartsWith("#:", StringComparison.Ordinal))
        );
}
