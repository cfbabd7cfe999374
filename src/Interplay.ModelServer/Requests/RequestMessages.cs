using System.Text.Json;
using Interplay.Lenses.Prompts.Messages;
using Interplay.ModelServer.Serving;

namespace Interplay.ModelServer.Requests;

/// <summary>The messages of a request, read by the model's chat template.</summary>
internal static class RequestMessages
{
    private const int MostMessages = 4096;

    /// <summary>Reads <c>messages</c>, and vLLM's <c>add_generation_prompt</c> (true unless given) and <c>continue_final_message</c>.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static ServedPrompt Read(RequestBody body, IServedModel model)
    {
        bool continuesLast = body.Flag("continue_final_message");
        bool opensAnswer = body.Flag("add_generation_prompt", absent: !continuesLast);
        if (continuesLast && opensAnswer)
        {
            throw ApiException.Invalid(
                "continue_final_message",
                "and add_generation_prompt cannot both be true."
            );
        }

        JsonElement messages =
            body.Any("messages")
            ?? throw new ApiException(400, "'messages' is missing.", "messages", "missing_field");
        if (
            messages.ValueKind != JsonValueKind.Array
            || messages.GetArrayLength() is 0 or > MostMessages
        )
        {
            throw ApiException.Invalid(
                "messages",
                $"must be an array of 1 to {MostMessages} messages; it is {RequestBody.Words(messages)}."
            );
        }

        return model.Read(
            [.. messages.EnumerateArray().Select(Message)],
            opensAnswer,
            continuesLast
        );
    }

    private static PromptMessage Message(JsonElement message, int number)
    {
        string field = $"messages[{number}]";
        if (message.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.Invalid(
                field,
                $"must be an object; it is {RequestBody.Words(message)}."
            );
        }

        var fields = new RequestBody(message);
        JsonElement role =
            fields.Any("role") ?? throw ApiException.Invalid($"{field}.role", "is missing.");
        string name = RequestBody.Text(role, $"{field}.role");
        return new PromptMessage(
            // OpenAI's newer name of the same role.
            name == "developer"
                ? "system"
                : name,
            Content(fields.Any("content"), $"{field}.content")
        );
    }

    /// <summary>A text, or parts of type text, joined by line ends as vLLM joins them.</summary>
    private static string Content(JsonElement? content, string field)
    {
        if (content is not { } value)
        {
            throw ApiException.Invalid(field, "is missing.");
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return RequestBody.Text(value, field);
        }

        var texts = new List<string>();
        foreach (JsonElement part in value.EnumerateArray())
        {
            if (
                part.ValueKind != JsonValueKind.Object
                || !part.TryGetProperty("type", out JsonElement type)
                || type.ValueKind != JsonValueKind.String
                || !type.ValueEquals("text")
                || !part.TryGetProperty("text", out JsonElement text)
            )
            {
                throw ApiException.Invalid(field, "can hold parts of type text only.");
            }

            texts.Add(RequestBody.Text(text, field));
        }

        return string.Join('\n', texts);
    }
}
