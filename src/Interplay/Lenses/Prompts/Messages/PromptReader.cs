using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Interplay.Lenses.Prompts.Messages;

/// <summary>
/// Reads chat files: a chat-completion request (<c>messages</c>, <c>tools</c>, other fields kept aside), a completion request (<c>prompt</c>), or an array
/// of messages. Two fields are ours: <c>documents</c>, an array of texts or of objects with <c>text</c> and optionally <c>id</c> and <c>title</c>, and
/// <c>continuation</c> (or <c>answer</c>), the answer whose probability is explained.
/// <para>
/// Each document is put in as <c>[id] title</c>, a line break and its text, or <c>[id] text</c> where it has no title; the id is its number from 1 unless
/// it is given; blank lines stand between documents. They take the place of <c>{{documents}}</c> in the one message that holds it, or stand before the
/// text of the last user message. Parts of a content array are joined by line breaks, as servers do for templates that take text.
/// </para>
/// </summary>
public static class PromptReader
{
    /// <summary>The longest file that is read, in bytes.</summary>
    public const int MaxBytes = 1 << 24;

    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 64;

    private static readonly string[] OwnFields =
    [
        "messages",
        "prompt",
        "tools",
        "documents",
        "continuation",
        "answer",
    ];

    /// <summary>Reads a chat file in JSON.</summary>
    /// <param name="utf8">Its bytes in UTF-8, with or without a byte order mark.</param>
    /// <exception cref="InterplayException">
    /// <c>prompt-malformed</c>: not JSON, or something in it is not what it should be; the message gives the path, what was found and what was expected.
    /// <c>prompt-too-long</c>, or <c>prompt-part-unsupported</c>: an image or anything else that is not text.
    /// </exception>
    public static PromptFile Read(ReadOnlyMemory<byte> utf8)
    {
        ChatField root = Parsed(Checked(utf8));
        root.CheckText();
        if (root.Kind == JsonValueKind.Array)
        {
            return new PromptFile { Prompt = MessageReader.Read(root) };
        }

        if (root.Kind != JsonValueKind.Object)
        {
            throw root.Error($"must be an object or an array of messages; found {root.Found()}");
        }

        Prompt prompt = Conversation(root);
        if (root.Optional("documents") is { } documents)
        {
            prompt = DocumentInsertion.Insert(prompt, documents);
        }

        return new PromptFile
        {
            Prompt = prompt,
            Continuation = Continuation(root),
            Others = Others(root),
        };
    }

    /// <summary>Reads a chat file in JSON.</summary>
    /// <param name="json">Its text.</param>
    /// <exception cref="InterplayException">As <see cref="Read"/>.</exception>
    public static PromptFile Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return Read(new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(json));
        }
        catch (EncoderFallbackException e)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "prompt-malformed",
                $"The text must be Unicode; character {e.Index} is half a surrogate pair.",
                e
            );
        }
    }

    /// <summary>Reads a plain text, which the model continues as it stands.</summary>
    /// <param name="utf8">Its bytes in UTF-8, with or without a byte order mark.</param>
    /// <exception cref="InterplayException"><c>prompt-malformed</c>: not UTF-8. <c>prompt-too-long</c>.</exception>
    public static PromptFile ReadPlain(ReadOnlyMemory<byte> utf8) =>
        new() { Prompt = Prompt.Plain(Encoding.UTF8.GetString(Checked(utf8).Span)) };

    private static ReadOnlyMemory<byte> Checked(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "prompt-too-long",
                $"A chat file may have at most {MaxBytes} bytes; found {utf8.Length}."
            );
        }

        if (!Utf8.IsValid(utf8.Span))
        {
            throw new InterplayException(
                ErrorKind.Data,
                "prompt-malformed",
                $"A chat file must be UTF-8; found other bytes among its {utf8.Length}."
            );
        }

        return utf8.Span.StartsWith(Encoding.UTF8.Preamble)
            ? utf8[Encoding.UTF8.Preamble.Length..]
            : utf8;
    }

    private static ChatField Parsed(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                utf8,
                new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false }
            );
            return new ChatField(document.RootElement.Clone(), "$");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Names that escape half a surrogate pair fail while they are looked for twice.
            string where = e is JsonException { LineNumber: long line } json
                ? $"line {line + 1}, byte {json.BytePositionInLine}"
                : $"{utf8.Length} bytes";
            throw new InterplayException(
                ErrorKind.Data,
                "prompt-malformed",
                $"Not JSON of at most {MaxDepth} levels with each field once ({where}): {e.Message}",
                e
            );
        }
    }

    private static Prompt Conversation(ChatField root)
    {
        ChatField? messages = root.Optional("messages");
        ChatField? plain = root.Optional("prompt");
        if (messages is null == plain is null)
        {
            throw root.Error(
                $"must have either 'messages' or 'prompt'; found {(plain is null ? "neither" : "both")}"
            );
        }

        if (plain is { } text)
        {
            return Prompt.Plain(text.Text());
        }

        string? tools = null;
        if (root.Optional("tools") is { } list)
        {
            list.Items().ForEach(static tool => tool.Object());
            tools = list.Element.GetRawText();
        }

        return MessageReader.Read(messages!.Value) with
        {
            Tools = tools,
        };
    }

    private static string? Continuation(ChatField root)
    {
        string? continuation = root.Optional("continuation")?.Text();
        string? answer = root.Optional("answer")?.Text();
        return continuation is null || answer is null || continuation == answer
            ? continuation ?? answer
            : throw root.Error(
                "must have either 'continuation' or 'answer'; found both, and they differ"
            );
    }

    private static Dictionary<string, string> Others(ChatField root)
    {
        var others = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty field in root.Element.EnumerateObject())
        {
            if (!OwnFields.Contains(field.Name, StringComparer.Ordinal))
            {
                others.Add(field.Name, field.Value.GetRawText());
            }
        }

        return others;
    }
}
