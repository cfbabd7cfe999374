using System.Text.Json;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;

namespace Interplay.Llm.Routes;

/// <summary>Lists of up to 20 likely tokens by <c>/v1/chat/completions</c>.</summary>
/// <param name="client">The endpoint.</param>
/// <param name="model">The model.</param>
/// <param name="asksToContinue">Whether to ask with vLLM's and SGLang's <c>continue_final_message</c> that an assistant's last message is gone on with; else the server has to do so by itself.</param>
internal sealed class ChatApi(EndpointClient client, string model, bool asksToContinue)
    : INextTokenApi
{
    public const string Path = "chat/completions";
    public const string Operation = "chat";

    /// <summary>What OpenAI allows.</summary>
    private const int ListLength = 20;

    private volatile bool _wantsCompletionTokens;

    public ScoringRoute Route =>
        asksToContinue ? ScoringRoute.ChatContinuedTopTokens : ScoringRoute.ChatTopTokens;

    public ValueTask<EndpointAnswer<Generation>> GenerateAsync(
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken
    ) => SendAsync(prompt, "", mostTokens, 1, ReadGeneration, cancellationToken);

    public ValueTask<EndpointAnswer<ServerToken[]>> NextAsync(
        Prompt prompt,
        string prefix,
        CancellationToken cancellationToken
    ) => SendAsync(prompt, prefix, 1, ListLength, ReadNext, cancellationToken);

    /// <summary>Lets the model go on greedily, without log-probabilities.</summary>
    public ValueTask<EndpointAnswer<string>> WriteAsync(
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken
    ) => SendAsync(prompt, "", mostTokens, null, ReadText, cancellationToken);

    /// <summary>Writes how an answer that was begun is gone on with.</summary>
    public static void WriteContinuing(Utf8JsonWriter writer)
    {
        writer.WriteBoolean("add_generation_prompt"u8, false);
        writer.WriteBoolean("continue_final_message"u8, true);
    }

    private async ValueTask<EndpointAnswer<T>> SendAsync<T>(
        Prompt prompt,
        string prefix,
        int mostTokens,
        int? list,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await client.SendAsync(
                Request(prompt, prefix, mostTokens, list),
                read,
                cancellationToken
            );
        }
        catch (EndpointRefusedException exception)
            when (!_wantsCompletionTokens
                && exception.Message.Contains("max_completion_tokens", StringComparison.Ordinal)
            )
        {
            // OpenAI's newer models know the limit by this name only, other servers by the older only.
            _wantsCompletionTokens = true;
            return await client.SendAsync(
                Request(prompt, prefix, mostTokens, list),
                read,
                cancellationToken
            );
        }
    }

    private EndpointRequest Request(Prompt prompt, string prefix, int mostTokens, int? list) =>
        new(
            Path,
            Operation,
            RequestJson.Write(
                (
                    model,
                    prompt,
                    prefix,
                    mostTokens,
                    list,
                    limit: _wantsCompletionTokens ? "max_completion_tokens" : "max_tokens",
                    asksToContinue
                ),
                static (writer, state) =>
                {
                    writer.WriteString("model"u8, state.model);
                    if (
                        RequestJson.WriteMessages(writer, state.prompt, state.prefix)
                        && state.asksToContinue
                    )
                    {
                        WriteContinuing(writer);
                    }

                    writer.WriteNumber(state.limit, state.mostTokens);
                    writer.WriteNumber("temperature"u8, 0);
                    if (state.list is { } list)
                    {
                        writer.WriteBoolean("logprobs"u8, true);
                        writer.WriteNumber("top_logprobs"u8, list);
                    }
                }
            )
        );

    private static Generation ReadGeneration(JsonElement answer) =>
        new(ReadText(answer), AnswerReader.Tokens(Content(AnswerReader.Choice(answer))));

    private static string ReadText(JsonElement answer)
    {
        JsonElement message = AnswerReader.Required(AnswerReader.Choice(answer), "message"u8);
        return AnswerReader.Optional(message, "content"u8)?.GetString() ?? "";
    }

    private static ServerToken[] ReadNext(JsonElement answer) =>
        AnswerReader.LikelyTokens(Content(AnswerReader.Choice(answer)));

    private static JsonElement Content(JsonElement choice) =>
        AnswerReader.Offered(AnswerReader.Offered(choice, "logprobs"u8), "content"u8);
}
