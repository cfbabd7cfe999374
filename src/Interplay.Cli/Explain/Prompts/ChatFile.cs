using Interplay.Cli.Terminal;
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
        using Stream file = TargetFile.OpenRead(path);
        return WholeFile.ReadAll(
            file,
            PromptReader.MaxBytes,
            () =>
                new InterplayException(
                    ErrorKind.Data,
                    "prompt-too-long",
                    $"A chat file may have at most {PromptReader.MaxBytes} bytes; '{path}' has more."
                )
        );
    }
}
