namespace Interplay.Cli.Terminal;

/// <summary>Whether a file can be written, found out before anything is spent and without a trace: no file is left, created or cut.</summary>
internal static class TargetCheck
{
    /// <summary>Complains about a file that cannot be written.</summary>
    /// <param name="path">The file; <c>-</c> is standard output.</param>
    /// <param name="option">The option that named it.</param>
    /// <exception cref="InterplayException"><c>file-unwritable</c> or <c>file-name-empty</c>.</exception>
    public static void Writable(string path, string option)
    {
        if (path == TargetFile.Standard)
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(path))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "file-name-empty",
                $"{option} wants the name of a file; found an empty one."
            );
        }

        try
        {
            string target = Path.GetFullPath(path);
            if (Directory.Exists(target))
            {
                throw new IOException("it is a folder.");
            }

            string folder = Path.GetDirectoryName(Resolved(target))!;
            if (!Directory.Exists(folder))
            {
                throw new IOException($"the folder '{folder}' does not exist.");
            }

            // Devices and pipes are written to where they are; everything else is written beside its place and moved over it.
            if (!IsSpecial(target))
            {
                Probe(folder);
            }
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InterplayException(
                ErrorKind.Missing,
                "file-unwritable",
                $"'{path}' cannot be written: {exception.Message}",
                exception
            );
        }
    }

    private static string Resolved(string target) =>
        new FileInfo(target).LinkTarget is null
            ? target
            : File.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName ?? target;

    private static bool IsSpecial(string target) =>
        target.StartsWith("/dev/", StringComparison.Ordinal)
        || target.StartsWith("/proc/", StringComparison.Ordinal);

    private static void Probe(string folder)
    {
        using var _ = new FileStream(
            Path.Combine(folder, $".interplay.{Environment.ProcessId}.tmp"),
            new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose,
                BufferSize = 0,
            }
        );
    }
}
