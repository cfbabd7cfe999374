using System.Text;
using System.Text.Json;

namespace Interplay.Lenses.Prompts.Messages;

/// <summary>Reads the messages of a chat file.</summary>
internal static class MessageReader
{
    private static readonly string[] Roles =
    [
        "system",
        "developer",
        "user",
        "assistant",
        "tool",
        "function",
    ];

    public static Prompt Read(ChatField messages)
    {
        List<ChatField> items = messages.Items();
        return items.Count == 0
            ? throw messages.Error("must hold at least one message; found none")
            : new Prompt { Messages = [.. items.Select(static item => Message(item.Object()))] };
    }

    private static PromptMessage Message(ChatField field)
    {
        ChatField role = field.Required("role");
        if (!Roles.Contains(role.Text(), StringComparer.Ordinal))
        {
            throw role.Error($"must be one of {string.Join(", ", Roles)}; found {role.Found()}");
        }

        ChatField? calls = field.Optional("tool_calls");
        calls?.Items().ForEach(static call => call.Object());
        // A message that only calls tools says nothing, and only such a message may.
        (string content, List<PromptSection> sections) =
            field.Optional("content") is { } said ? Content(said)
            : calls is not null ? ("", [])
            : throw field.Error("must have 'content', a string or an array; found none");
        return new PromptMessage(role.Text(), content)
        {
            Name = field.Optional("name")?.Text(),
            ToolCallId = field.Optional("tool_call_id")?.Text(),
            ToolCalls = calls?.Element.GetRawText(),
            Sections = sections,
        };
    }

    private static (string Text, List<PromptSection> Sections) Content(ChatField field)
    {
        if (field.Kind != JsonValueKind.Array)
        {
            return field.Kind == JsonValueKind.String
                ? (field.Text(), [])
                : throw field.Error($"must be a string or an array; found {field.Found()}");
        }

        var text = new StringBuilder();
        var sections = new List<PromptSection>();
        foreach (ChatField part in field.Items())
        {
            string said = Part(part.Object());
            text.Append(text.Length == 0 ? "" : "\n");
            if (said.Length > 0)
            {
                sections.Add(new PromptSection(text.Length, said.Length));
            }

            text.Append(said);
        }

        return (text.ToString(), sections);
    }

    private static string Part(ChatField part)
    {
        ChatField type = part.Required("type");
        return type.Text() == "text"
            ? part.Required("text").Text()
            : throw new InterplayException(
                ErrorKind.Data,
                "prompt-part-unsupported",
                $"{part.Path} is of the type {type.Found()}; only parts of the type \"text\" can be explained."
            );
    }
}
