using System.Diagnostics;

namespace Interplay.Integration.Tests.Cli;

/// <summary>The built tool, run as its users run it: as a process of its own. Most tests need only <see cref="CliRun"/>.</summary>
internal static class CliProcess
{
    public static async Task<CliResult> RunAsync(
        string[] arguments,
        string? input = null,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        using Process process = Start(arguments, environment);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CliResult(process.ExitCode, await output, await error);
    }

    public static Process Start(
        string[] arguments,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        start.ArgumentList.Add(Dll);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Remove("NO_COLOR");
        foreach (
            (string name, string value) in environment
                ?? new Dictionary<string, string>(StringComparer.Ordinal)
        )
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>
    /// The tool in the folder it was built to, which has all it needs; the copy beside the tests lacks what these get from ASP.NET.
    /// </summary>
    public static string Dll { get; } =
        Path.Combine(
            Repository.Find("src", "Interplay.Cli", "bin"),
            Path.GetRelativePath(
                Repository.Find("tests", "Interplay.Integration.Tests", "bin"),
                AppContext.BaseDirectory
            ),
            "Interplay.Cli.dll"
        );
}
