namespace Interplay;

/// <summary>Files are written beside their target and moved over it when they are whole, so that nobody ever reads half a file.</summary>
public static class WholeFile
{
    /// <summary>Writes a file. A link stays one: what it points to is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content; when it throws, the file stays as it was.</param>
    /// <exception cref="InterplayException"><c>file-unwritable</c>.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            string target = Resolved(Path.GetFullPath(path));
            if (IsDevice(target))
            {
                await WriteToAsync(target, FileMode.Open, write);
            }
            else
            {
                await ReplaceAsync(target, write);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InterplayException(
                ErrorKind.Missing,
                "file-unwritable",
                $"'{path}' cannot be written: {exception.Message}",
                exception
            );
        }
    }

    /// <summary>Opens a file for reading, from its beginning to its end.</summary>
    /// <exception cref="InterplayException"><c>file-not-found</c> or <c>file-unreadable</c>.</exception>
    public static Stream OpenRead(string path)
    {
        try
        {
            return new FileStream(
                path,
                new FileStreamOptions
                {
                    Access = FileAccess.Read,
                    Share = FileShare.ReadWrite | FileShare.Delete,
                    Options = FileOptions.SequentialScan,
                }
            );
        }
        catch (Exception exception)
            when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InterplayException(
                ErrorKind.Missing,
                "file-not-found",
                $"There is no file '{path}'.",
                exception
            );
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InterplayException(
                ErrorKind.Missing,
                "file-unreadable",
                $"'{path}' cannot be read: {exception.Message}",
                exception
            );
        }
    }

    private static async Task ReplaceAsync(string target, Func<Stream, Task> write)
    {
        string draft = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            await WriteToAsync(draft, FileMode.Create, write);
            File.Move(draft, target, overwrite: true);
        }
        finally
        {
            if (File.Exists(draft))
            {
                File.Delete(draft);
            }
        }
    }

    private static async Task WriteToAsync(string path, FileMode mode, Func<Stream, Task> write)
    {
        await using var stream = new FileStream(path, mode, FileAccess.Write, FileShare.Read);
        await write(stream);
        if (stream.CanSeek)
        {
            stream.Flush(flushToDisk: true);
        }
    }

    /// <summary>The file that a link stands for, so that the link stays one.</summary>
    private static string Resolved(string path) =>
        IsDevice(path) || new FileInfo(path).LinkTarget is null
            ? path
            : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    /// <summary>Devices and descriptors (/dev/null, /dev/stdout, a shell's process substitution) are written to and never replaced.</summary>
    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows()
        && (
            path.StartsWith("/dev/", StringComparison.Ordinal)
            || path.StartsWith("/proc/", StringComparison.Ordinal)
        );
}
