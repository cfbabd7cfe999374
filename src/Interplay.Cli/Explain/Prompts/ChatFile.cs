using Interplay.Lenses.Prompts.Messages;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>Reads a prompt from a file.</summary>
internal static class ChatFile
{
    /// <summary>Reads a chat file (.json, or - for standard input), or any other file as plain text.</summary>
    /// <exception cref="InterplayException"><c>file-not-found</c>, <c>file-unreadable</c>, <c>prompt-too-long</c>, or what <see cref="PromptReader"/> finds.</exception>
    public static PromptFile Read(string path)
    {
        byte[] bytes = Bytes(path);
        return
            path == "-"
            || Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase)
            ? PromptReader.Read(bytes)
            : PromptReader.ReadPlain(bytes);
    }

    private static byte[] Bytes(string path)
    {
        if (path == "-")
        {
            using Stream input = Console.OpenStandardInput();
            return Limited(input);
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            return Limited(file);
        }
        catch (Exception exception)
            when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InterplayException(
                ErrorKind.Missing,
                "file-not-found",
                $"There is no file '{path}'."
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InterplayException(
                ErrorKind.Missing,
                "file-unreadable",
                $"'{path}' cannot be read: {exception.Message}"
            );
        }
    }

    /// <summary>One byte more than is allowed is enough for the reader to refuse it.</summary>
    private static byte[] Limited(Stream source)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        int read;
        while (bytes.Length <= PromptReader.MaxBytes && (read = source.Read(buffer)) > 0)
        {
            bytes.Write(buffer.AsSpan(0, read));
        }

        return bytes.ToArray();
    }
}
