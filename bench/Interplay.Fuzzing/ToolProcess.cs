using System.Diagnostics;

namespace Interplay.Fuzzing;

/// <summary>The command line as a process.</summary>
internal static class ToolProcess
{
    /// <summary>Starts a verb.</summary>
    /// <param name="arguments">The verb and its options.</param>
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Interplay.Cli.dll"));
        Array.ForEach(arguments, start.ArgumentList.Add);
        Process process = Process.Start(start)!;
        // What it says is not looked at, and must not fill the pipe.
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>A server over the shipped language model.</summary>
    /// <returns>The process and its address.</returns>
    public static async Task<(Process Process, Uri Address)> StartServerAsync()
    {
        Process server = Start("serve-model", "reviews-lm", "--port", "0");
        string line =
            await server.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The server did not start.");
        return (server, new Uri(line[(line.LastIndexOf(' ') + 1)..] + "/"));
    }
}
