using Interplay.Cli.Terminal;

namespace Interplay.Cli.Options;

/// <summary>Where a text comes from: the command line, standard input or a file.</summary>
internal static class TextSource
{
    /// <summary>The text, or null when none was given. The line break that ends a file or a pipe is no part of it.</summary>
    /// <exception cref="InterplayException"><c>two-texts</c>, <c>text-too-long</c>, <c>text-malformed</c>, or the file cannot be read.</exception>
    public static string? Read(string? text, string? file)
    {
        if (text is not null && file is not null)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "two-texts",
                $"Give the text or --file, not both; found a text of {text.Length} characters and the file '{file}'."
            );
        }

        string? path = file ?? (text == TargetFile.Standard ? text : null);
        if (path is null)
        {
            return text;
        }

        return TargetFile.ReadText(path).TrimEnd('\r', '\n');
    }

    /// <summary>The text, which must have been given.</summary>
    /// <exception cref="InterplayException"><c>text-missing</c> besides the errors of <see cref="Read"/>.</exception>
    public static string ReadRequired(string? text, string? file) =>
        Read(text, file)
        ?? throw new InterplayException(
            ErrorKind.Request,
            "text-missing",
            "A text is needed: give it in quotes, as - to read standard input, or as --file FILE."
        );
}
