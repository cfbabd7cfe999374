using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Interplay.Lenses.Prompts.Messages;

namespace Interplay.Llm.Routes;

/// <summary>Writes the JSON of requests.</summary>
internal static class RequestJson
{
    private const string Assistant = "assistant";

    private static readonly JsonWriterOptions Compact = new()
    {
        // The body is JSON in a request, never part of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>An object with the fields that <paramref name="write"/> writes.</summary>
    public static ReadOnlyMemory<byte> Write<TState>(
        TState state,
        Action<Utf8JsonWriter, TState> write
    )
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            write(writer, state);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Writes <c>messages</c> and <c>tools</c>, with the beginning of an answer as the assistant's last message.</summary>
    /// <returns>Whether the last message is the assistant's, and so to be continued.</returns>
    public static bool WriteMessages(Utf8JsonWriter writer, Prompt prompt, string prefix)
    {
        bool isContinued = prompt.Messages is [.., { Role: Assistant }];
        writer.WriteStartArray("messages"u8);
        for (int i = 0; i < prompt.Messages.Count; i++)
        {
            PromptMessage message = prompt.Messages[i];
            bool isPrefix = isContinued && i == prompt.Messages.Count - 1;
            WriteMessage(
                writer,
                message.Role,
                isPrefix ? message.Content + prefix : message.Content
            );
        }

        if (!isContinued && prefix.Length > 0)
        {
            WriteMessage(writer, Assistant, prefix);
        }

        writer.WriteEndArray();
        if (prompt.Tools is { } tools)
        {
            writer.WritePropertyName("tools"u8);
            writer.WriteRawValue(tools);
        }

        return isContinued || prefix.Length > 0;
    }

    /// <summary>The text of a plain prompt.</summary>
    /// <exception cref="InterplayException"><c>prompt-malformed</c>.</exception>
    public static string PlainText(Prompt prompt) =>
        prompt.Messages is [PromptMessage only]
            ? only.Content
            : throw new InterplayException(
                ErrorKind.Request,
                "prompt-malformed",
                $"A plain prompt is one message, not {prompt.Messages.Count}."
            );

    private static void WriteMessage(Utf8JsonWriter writer, string role, string content)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        writer.WriteString("content"u8, content);
        writer.WriteEndObject();
    }
}
