using System.Runtime.InteropServices;

namespace Interplay;

/// <summary>
/// Whether a path names a regular file. Opening a pipe waits for a writer, and reading a device may never end, so that both are told before they are
/// opened; the runtime has no call for that.
/// </summary>
internal static partial class FileKind
{
    private const int TypeBits = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>What stands at a path, in words, where it is something else than a regular file; null for a file, for nothing, and where it is not known.</summary>
    public static string? Irregular(string path)
    {
        try
        {
            return Mode(path) is not { } mode
                ? Directory.Exists(path)
                    ? "a folder"
                    : null
                : (mode & TypeBits) switch
                {
                    0 or RegularFile => null,
                    0x1000 => "a pipe",
                    0x2000 or 0x6000 => "a device",
                    0x4000 => "a folder",
                    0xC000 => "a socket",
                    _ => "no regular file",
                };
        }
        catch (Exception exception)
            when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            return Directory.Exists(path) ? "a folder" : null;
        }
    }

    /// <summary>The mode of what a path names, links followed; null where there is nothing or no such call.</summary>
    private static int? Mode(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        if (OperatingSystem.IsLinux())
        {
            // struct statx is the same on all processors: stx_mode stands at byte 28.
            Span<byte> status = stackalloc byte[256];
            return StatX(-100, path, 0, 1, status) == 0
                ? MemoryMarshal.Read<ushort>(status[28..])
                : null;
        }

        if (OperatingSystem.IsMacOS())
        {
            // struct stat with 64-bit inodes: st_mode stands at byte 4.
            Span<byte> status = stackalloc byte[256];
            int result =
                RuntimeInformation.ProcessArchitecture == Architecture.X64
                    ? StatInode64(path, status)
                    : Stat(path, status);
            return result == 0 ? MemoryMarshal.Read<ushort>(status[4..]) : null;
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(
        int folder,
        string path,
        int flags,
        uint fields,
        Span<byte> status
    );

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Stat(string path, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatInode64(string path, Span<byte> status);
}
