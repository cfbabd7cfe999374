namespace Interplay.Cli.Terminal;

/// <summary>Errors on standard error: one line that begins with the program and the name of the error, and a hint below it where one helps.</summary>
internal static class ErrorLine
{
    public static void Write(string name, string message, string? hint = null)
    {
        Console.Error.WriteLine($"interplay: {name}: {OneLine(message)}");
        if (hint is not null)
        {
            Console.Error.WriteLine($"  hint: {hint}");
        }
    }

    /// <summary>Something that has to be said whatever is wished to be quiet, and is no error.</summary>
    public static void Warn(string message) =>
        Console.Error.WriteLine($"interplay: warning: {OneLine(message)}");

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
            Console.Error.WriteLine(exception);
        }
    }

    private static string OneLine(string message) =>
        string.Join(
            ' ',
            message.Split(
                ['\r', '\n'],
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            )
        );
}
