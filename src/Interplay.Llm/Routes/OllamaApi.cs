using System.Text.Json;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;

namespace Interplay.Llm.Routes;

/// <summary>Lists of up to 20 likely tokens by Ollama's own routes, which go on with an assistant's last message and take plain text as it is (<c>raw</c>).</summary>
internal sealed class OllamaApi(EndpointClient client, string model) : INextTokenApi
{
    private const int ListLength = 20;

    public ScoringRoute Route => ScoringRoute.OllamaTopTokens;

    public ValueTask<EndpointAnswer<Generation>> GenerateAsync(
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken
    ) => client.SendAsync(Request(prompt, "", mostTokens, 1), ReadGeneration, cancellationToken);

    public ValueTask<EndpointAnswer<ServerToken[]>> NextAsync(
        Prompt prompt,
        string prefix,
        CancellationToken cancellationToken
    ) => client.SendAsync(Request(prompt, prefix, 1, ListLength), ReadNext, cancellationToken);

    /// <summary>Lets the model go on greedily, without log-probabilities.</summary>
    public ValueTask<EndpointAnswer<string>> WriteAsync(
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken
    ) => client.SendAsync(Request(prompt, "", mostTokens, null), ReadText, cancellationToken);

    private EndpointRequest Request(Prompt prompt, string prefix, int mostTokens, int? list) =>
        new(
            prompt.IsPlain ? "/api/generate" : "/api/chat",
            prompt.IsPlain ? CompletionApi.Operation : ChatApi.Operation,
            RequestJson.Write(
                (model, prompt, prefix, mostTokens, list),
                static (writer, state) =>
                {
                    writer.WriteString("model"u8, state.model);
                    if (state.prompt.IsPlain)
                    {
                        writer.WriteString(
                            "prompt"u8,
                            RequestJson.PlainText(state.prompt) + state.prefix
                        );
                        writer.WriteBoolean("raw"u8, true);
                    }
                    else
                    {
                        RequestJson.WriteMessages(writer, state.prompt, state.prefix);
                    }

                    writer.WriteBoolean("stream"u8, false);
                    if (state.list is { } list)
                    {
                        writer.WriteBoolean("logprobs"u8, true);
                        writer.WriteNumber("top_logprobs"u8, list);
                    }

                    writer.WriteStartObject("options"u8);
                    writer.WriteNumber("temperature"u8, 0);
                    writer.WriteNumber("num_predict"u8, state.mostTokens);
                    writer.WriteEndObject();
                }
            )
        );

    private static Generation ReadGeneration(JsonElement answer) =>
        new(ReadText(answer), AnswerReader.Tokens(AnswerReader.Offered(answer, "logprobs"u8)));

    private static string ReadText(JsonElement answer) =>
        AnswerReader.Optional(answer, "message"u8) is { } message
            ? AnswerReader.Text(message, "content"u8)
            : AnswerReader.Text(answer, "response"u8);

    private static ServerToken[] ReadNext(JsonElement answer) =>
        AnswerReader.LikelyTokens(AnswerReader.Offered(answer, "logprobs"u8));
}
