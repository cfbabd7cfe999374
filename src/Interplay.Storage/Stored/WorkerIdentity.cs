using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Interplay.Storage.Stored;

/// <summary>Who claims masks: a number of its own for each open journal, and the process it lives in, so that one that was killed is known to be dead at once.</summary>
/// <param name="Id">The number.</param>
internal readonly record struct WorkerIdentity(long Id)
{
    /// <summary>The machine, and on Linux the space that numbers of processes count in: containers have their own.</summary>
    public static string Host { get; } =
        OperatingSystem.IsLinux()
            ? $"{Environment.MachineName} {new FileInfo("/proc/self/ns/pid").LinkTarget}"
            : Environment.MachineName;

    /// <summary>A new number.</summary>
    public static WorkerIdentity New()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(bytes);
        return new(BinaryPrimitives.ReadInt64LittleEndian(bytes) & long.MaxValue);
    }

    /// <summary>Whether a process of this host runs. Its number may be another's by now: then its claims end with its lease.</summary>
    public static bool Runs(int process)
    {
        if (OperatingSystem.IsLinux())
        {
            return Directory.Exists($"/proc/{process}");
        }

        try
        {
            using var found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
