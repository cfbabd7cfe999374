namespace Interplay.Cli.Tables;

/// <summary>Files are written beside their target and moved over it when they are whole, so that nobody ever reads half a file.</summary>
internal static class TargetFile
{
    /// <summary>The name that stands for standard output or input.</summary>
    public const string Standard = "-";

    /// <summary>Writes a file, or standard output when the name is <c>-</c>.</summary>
    /// <exception cref="InterplayException"><c>file-unwritable</c>.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        if (path == Standard)
        {
            await using Stream output = Console.OpenStandardOutput();
            await write(output);
            return;
        }

        string target = Path.GetFullPath(path);
        string draft = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            await using (
                var stream = new FileStream(
                    draft,
                    FileMode.Create,
                    FileAccess.Write,
                    FileShare.None
                )
            )
            {
                await write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, target, overwrite: true);
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
        finally
        {
            if (File.Exists(draft))
            {
                File.Delete(draft);
            }
        }
    }

    /// <summary>Opens a file for reading, or standard input when the name is <c>-</c>.</summary>
    /// <exception cref="InterplayException"><c>file-not-found</c> or <c>file-unreadable</c>.</exception>
    public static Stream OpenRead(string path)
    {
        if (path == Standard)
        {
            return Console.OpenStandardInput();
        }

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
}
