using System.Runtime.ExceptionServices;
using Interplay.ValueFunctions.Games;

namespace Interplay.Cli.Terminal;

/// <summary>The files that a command names; <c>-</c> is standard input or output.</summary>
internal static class TargetFile
{
    /// <summary>The name that stands for standard output or input.</summary>
    public const string Standard = "-";

    private const int LongestText = 16 << 20;

    /// <summary>Writes a file, whole or not at all, or standard output.</summary>
    /// <exception cref="InterplayException"><c>file-unwritable</c>.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        if (path != Standard)
        {
            await WholeFile.WriteAsync(path, write);
            return;
        }

        try
        {
            await using Stream output = Console.OpenStandardOutput();
            await write(output);
        }
        catch (IOException exception)
        {
            throw StandardOutput.Unwritable(exception);
        }
    }

    /// <summary>Saves, then shows: what cannot be saved is an error only when the result has been shown.</summary>
    /// <param name="save">Writes files.</param>
    /// <param name="show">Prints the result.</param>
    public static async Task AfterAsync(Func<Task> save, Action show)
    {
        ExceptionDispatchInfo? failure = null;
        try
        {
            await save();
        }
        catch (InterplayException exception) when (exception.Kind == ErrorKind.Missing)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }

        show();
        failure?.Throw();
    }

    /// <summary>Opens a file, or standard input, for reading.</summary>
    /// <exception cref="InterplayException"><c>file-not-found</c> or <c>file-unreadable</c>.</exception>
    public static Stream OpenRead(string path) =>
        path == Standard ? Console.OpenStandardInput() : WholeFile.OpenRead(path);

    /// <summary>The whole of a text.</summary>
    /// <exception cref="InterplayException"><c>text-too-long</c>, <c>text-malformed</c>, <c>file-not-found</c> or <c>file-unreadable</c>.</exception>
    public static string ReadText(string path)
    {
        string name = path == Standard ? "standard input" : path;
        using Stream file = OpenRead(path);
        using var text = new ValidText(
            new MemoryStream(
                WholeFile.ReadAll(
                    file,
                    LongestText,
                    () =>
                        new InterplayException(
                            ErrorKind.Request,
                            "text-too-long",
                            $"'{name}' has more than {LongestText} bytes of text; at most so many are read."
                        )
                )
            ),
            name
        );
        return text.ReadToEnd();
    }

    /// <summary>Reads a game; one on standard input has its values, if they lie apart, in the working folder.</summary>
    /// <exception cref="InterplayException">The file is missing, or what is wrong with the case.</exception>
    public static Game ReadGame(string path, double scale = 1) =>
        path == Standard
            ? GameReader.Read(Console.OpenStandardInput(), WholeFile.OpenRead, scale)
            : GameFile.Read(path, scale);
}
