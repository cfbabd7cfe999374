using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Interplay.Lenses.Prompts.Messages;

namespace Interplay.Llm;

/// <summary>A prompt with the rows that ask for it, and the text that orders it among others.</summary>
internal sealed class RenderedPrompt(Prompt prompt, string text, int row)
{
    public Prompt Prompt => prompt;

    /// <summary>Tools and messages one after another, as templates place them: two prompts that share its beginning share cached work of a server.</summary>
    public string Text => text;

    /// <summary>Rows of the masks that render alike, at least one.</summary>
    public List<int> Rows { get; set; } = [row];

    /// <summary>The text of a prompt. Different prompts have different texts.</summary>
    public static string Render(Prompt prompt)
    {
        var text = new StringBuilder();
        Append(text, prompt.IsPlain ? "plain" : "chat");
        Append(text, prompt.Tools ?? "");
        foreach (PromptMessage message in prompt.Messages)
        {
            Append(text, message.Role);
            Append(text, message.Content);
        }

        return text.ToString();
    }

    /// <summary>128 bits of a text's SHA-256: enough that no two texts of any run share them.</summary>
    public static UInt128 Key(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>U+0000 with U+0002 ends a field, and with U+0001 stands for itself inside of one, so that fields cannot run into one another.</summary>
    private static void Append(StringBuilder text, string field)
    {
        int start = text.Length;
        text.Append(field);
        if (field.Contains('\0', StringComparison.Ordinal))
        {
            text.Replace("\0", "\0\u0001", start, field.Length);
        }

        text.Append("\0\u0002");
    }
}
