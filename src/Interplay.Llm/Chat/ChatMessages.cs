using System.Text.Json;
using Interplay.Lenses.Prompts.Messages;
using Microsoft.Extensions.AI;

namespace Interplay.Llm.Chat;

/// <summary>From our prompts to the messages and tools of Microsoft.Extensions.AI, and back.</summary>
public static class ChatMessages
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    /// <summary>The messages of a prompt, in their order.</summary>
    /// <exception cref="InterplayException"><c>role-unknown</c>: a role that chat clients do not have.</exception>
    public static IReadOnlyList<ChatMessage> Of(Prompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return
        [
            .. prompt.Messages.Select(static message => new ChatMessage(
                Array.IndexOf(Roles, message.Role) >= 0
                    ? new ChatRole(message.Role)
                    : throw new InterplayException(
                        ErrorKind.Request,
                        "role-unknown",
                        $"Role '{message.Role}' is none of {string.Join(", ", Roles)}."
                    ),
                message.Content
            )),
        ];
    }

    /// <summary>The tools of a prompt as declarations, which tell the model of them and run nothing; null where there are none.</summary>
    /// <exception cref="InterplayException"><c>tools-malformed</c>: the tools are not the JSON array of a chat-completion request.</exception>
    public static IList<AITool>? ToolsOf(Prompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (prompt.Tools is null)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(prompt.Tools);
            AITool[] tools = [.. document.RootElement.EnumerateArray().Select(Declaration)];
            return tools.Length == 0 ? null : tools;
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "tools-malformed",
                $"Tools are a JSON array of {{\"type\":\"function\",\"function\":{{\"name\":…}}}}; {exception.Message}",
                exception
            );
        }
    }

    /// <summary>The prompt that some messages make; contents other than text are left out.</summary>
    /// <param name="messages">The messages.</param>
    public static Prompt ToPrompt(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return new Prompt
        {
            Messages =
            [
                .. messages.Select(static message => new PromptMessage(
                    message.Role.Value,
                    message.Text
                )),
            ],
        };
    }

    private static AIFunctionDeclaration Declaration(JsonElement tool)
    {
        JsonElement function = tool.GetProperty("function");
        return AIFunctionFactory.CreateDeclaration(
            function.GetProperty("name").GetString()
                ?? throw new InvalidOperationException("a name is null."),
            function.TryGetProperty("description", out JsonElement description)
                ? description.GetString()
                : null,
            function.TryGetProperty("parameters", out JsonElement parameters)
                ? parameters.Clone()
                : JsonElement.Parse("""{"type":"object","properties":{}}""")
        );
    }
}
