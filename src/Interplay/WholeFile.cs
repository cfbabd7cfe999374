namespace Interplay;

/// <summary>
/// Files of outside. They are written beside their target and moved over it when they are whole, so that nobody ever reads half a file; and only regular
/// files are read, up to a limit where they are read at once.
/// </summary>
public static class WholeFile
{
    private const int Block = 1 << 16;

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

    /// <summary>Opens a regular file for reading, from its beginning to its end. Pipes may wait for ever and devices have no end: they are refused.</summary>
    /// <exception cref="InterplayException"><c>file-not-found</c> or <c>file-unreadable</c>.</exception>
    public static Stream OpenRead(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return FileKind.Irregular(path) is { } kind
                ? throw new IOException(
                    $"it is {kind}, and only regular files are read; what a program writes is read from standard input (-)."
                )
                : new FileStream(
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

    /// <summary>The whole of a regular file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">Longest file that is read.</param>
    /// <param name="tooLong">The error of a longer one.</param>
    /// <exception cref="InterplayException"><c>file-not-found</c>, <c>file-unreadable</c>, or <paramref name="tooLong"/>.</exception>
    public static byte[] ReadAll(string path, int mostBytes, Func<Exception> tooLong)
    {
        using Stream file = OpenRead(path);
        return ReadAll(file, mostBytes, tooLong);
    }

    /// <summary>The whole of a stream.</summary>
    /// <param name="source">The stream, read to its end.</param>
    /// <param name="mostBytes">Longest stream that is read.</param>
    /// <param name="tooLong">The error of a longer one.</param>
    public static byte[] ReadAll(Stream source, int mostBytes, Func<Exception> tooLong)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(tooLong);
        // What a file says of its length is no promise: it may grow, and some have none.
        long likely = source.CanSeek ? source.Length - source.Position : 0;
        if (likely > mostBytes)
        {
            throw tooLong();
        }

        var bytes = new byte[Math.Min(Math.Max(likely, Block), mostBytes)];
        int length = 0;
        while (true)
        {
            int read = source.Read(bytes, length, bytes.Length - length);
            length += read;
            if (read == 0)
            {
                Array.Resize(ref bytes, length);
                return bytes;
            }

            if (length == bytes.Length)
            {
                int next = source.ReadByte();
                if (next < 0)
                {
                    return bytes;
                }

                if (length == mostBytes)
                {
                    throw tooLong();
                }

                Array.Resize(ref bytes, (int)Math.Min(2L * length, mostBytes));
                bytes[length++] = (byte)next;
            }
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
