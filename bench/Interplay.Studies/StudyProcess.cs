using System.Diagnostics;

namespace Interplay.Studies;

/// <summary>This program started again, for what is measured in a process of its own; its output is read by the caller.</summary>
internal static class StudyProcess
{
    public static Process Start(params string[] arguments)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return Process.Start(
            new ProcessStartInfo(
                program,
                isHost ? [typeof(StudyProcess).Assembly.Location, .. arguments] : arguments
            )
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
    }
}
