namespace Interplay.Cli.Terminal;

/// <summary>Errors on standard error: one line that begins with the program and the name of the error, and a hint below it where one helps.</summary>
internal static class ErrorLine
{
    private const int MostCharacters = 2000;

    /// <summary>Characters of the end of a message that was cut: there stands what helps.</summary>
    private const int Ending = 400;

    public static void Write(string name, string message, string? hint = null)
    {
        SafeOutput.Error.WriteLine($"interplay: {name}: {OneLine(message)}");
        if (hint is not null)
        {
            SafeOutput.Error.WriteLine($"  hint: {hint}");
        }
    }

    /// <summary>Something that has to be said whatever is wished to be quiet, and is no error.</summary>
    public static void Warn(string message) =>
        SafeOutput.Error.WriteLine($"interplay: warning: {OneLine(message)}");

    /// <summary>An error that nobody foresaw. The stack trace is for those who set INTERPLAY_DEBUG.</summary>
    public static void WriteBug(Exception exception)
    {
        Write(
            "unexpected-error",
            $"{exception.GetType().Name}: {exception.Message}",
            "This is a bug in interplay. Please report it with the command that led here; INTERPLAY_DEBUG=1 prints the details to send along."
        );
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("INTERPLAY_DEBUG")))
        {
            SafeOutput.Error.WriteLine(exception);
        }
    }

    /// <summary>What is quoted may have any length; the line has not.</summary>
    private static string OneLine(string message)
    {
        string line = string.Join(
            ' ',
            message.Split(
                ['\r', '\n'],
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            )
        );
        return line.Length <= MostCharacters
            ? line
            : $"{line.AsSpan(0, MostCharacters - Ending)} ... {line.AsSpan(line.Length - Ending)}";
    }
}
