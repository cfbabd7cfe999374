namespace Interplay.Cli.Mcp;

/// <summary>
/// The one folder that agents may name files in. Names come from a language model that may have read anything: a path out of the folder, a link and a
/// hidden file (keys often live in those) are refused before they are opened.
/// </summary>
internal sealed class WorkingFolder
{
    private readonly string _root;

    /// <param name="path">The folder.</param>
    /// <exception cref="InterplayException"><c>folder-not-found</c>.</exception>
    public WorkingFolder(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new InterplayException(
                ErrorKind.Missing,
                "folder-not-found",
                $"There is no folder '{path}'."
            );
        }

        _root = Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar);
    }

    /// <summary>The whole of a file.</summary>
    /// <param name="name">Its name, relative to the folder.</param>
    /// <param name="mostBytes">Longest file that is read.</param>
    /// <exception cref="InterplayException"><c>path-outside-folder</c>, <c>file-not-found</c>, <c>file-too-long</c>, <c>file-unreadable</c>.</exception>
    public byte[] Read(string name, int mostBytes)
    {
        string path = Inside(name);
        try
        {
            return WholeFile.ReadAll(
                path,
                mostBytes,
                () =>
                    new InterplayException(
                        ErrorKind.Request,
                        "file-too-long",
                        $"A file may have at most {mostBytes} bytes here; '{name}' has more."
                    )
            );
        }
        // What is said of a file names it as the agent did, and nothing of the machine.
        catch (InterplayException exception) when (exception.Name == "file-not-found")
        {
            throw new InterplayException(
                ErrorKind.Missing,
                "file-not-found",
                $"There is no file '{name}' in the working folder.",
                exception
            );
        }
        catch (InterplayException exception) when (exception.Name == "file-unreadable")
        {
            throw new InterplayException(
                ErrorKind.Missing,
                "file-unreadable",
                $"'{name}' cannot be read here, or is no regular file.",
                exception
            );
        }
    }

    private string Inside(string name)
    {
        string[] steps = name.Split('/', Path.DirectorySeparatorChar);
        if (
            name.Length is 0 or > 1024
            || name.Any(char.IsControl)
            || Path.IsPathRooted(name)
            || steps.Any(static step => step.Length == 0 || step[0] == '.' || step.Contains(':'))
        )
        {
            throw Outside();
        }

        string path = _root;
        foreach (string step in steps)
        {
            path = Path.Combine(path, step);
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw Outside();
            }
        }

        return path;
    }

    private static InterplayException Outside() =>
        new(
            ErrorKind.Request,
            "path-outside-folder",
            "A file is named relative to the working folder, as chats/question.json: no path out of it, no link and no hidden file."
        );
}
