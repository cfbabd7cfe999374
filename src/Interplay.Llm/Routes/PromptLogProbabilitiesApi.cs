using System.Text.Json;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;

namespace Interplay.Llm.Routes;

/// <summary>vLLM's <c>prompt_logprobs</c>: the log-probabilities of all tokens of the prompt, the continuation standing at its end.</summary>
internal sealed class PromptLogProbabilitiesApi(EndpointClient client, string model) : IScoringApi
{
    private readonly CompletionApi _completions = new(client, model);
    private readonly ChatApi _chat = new(client, model, asksToContinue: true);

    public ScoringRoute Route => ScoringRoute.PromptLogProbabilities;

    public bool SeesListsOnly => false;

    public int Calls(int tokens, bool isPlain) => 1;

    public ValueTask<EndpointAnswer<Generation>> GenerateAsync(
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken
    ) =>
        prompt.IsPlain
            ? _completions.GenerateAsync(prompt, mostTokens, cancellationToken)
            : _chat.GenerateAsync(prompt, mostTokens, cancellationToken);

    public ValueTask<EndpointAnswer<ScoredToken[]>> ScoreAsync(
        Prompt prompt,
        string continuation,
        ScoredToken[]? tokens,
        CancellationToken cancellationToken
    )
    {
        ReadOnlyMemory<byte> body = RequestJson.Write(
            (model, prompt, continuation),
            static (writer, state) =>
            {
                writer.WriteString("model"u8, state.model);
                if (state.prompt.IsPlain)
                {
                    writer.WriteString(
                        "prompt"u8,
                        RequestJson.PlainText(state.prompt) + state.continuation
                    );
                }
                else
                {
                    RequestJson.WriteMessages(writer, state.prompt, state.continuation);
                    ChatApi.WriteContinuing(writer);
                }

                writer.WriteNumber("max_tokens"u8, 1);
                writer.WriteNumber("temperature"u8, 0);
                writer.WriteNumber("prompt_logprobs"u8, 0);
            }
        );
        return client.SendAsync(
            prompt.IsPlain
                ? new EndpointRequest(CompletionApi.Path, CompletionApi.Operation, body)
                : new EndpointRequest(ChatApi.Path, ChatApi.Operation, body),
            answer => Read(answer, continuation),
            cancellationToken
        );
    }

    private static ScoredToken[] Read(JsonElement answer, string continuation)
    {
        JsonElement list =
            AnswerReader.Optional(answer, "prompt_logprobs"u8)
            ?? AnswerReader.Offered(AnswerReader.Choice(answer), "prompt_logprobs"u8);
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new UnusableAnswerException("prompt_logprobs is no list");
        }

        // No token is shorter than a byte: those further from the end than that belong to the prompt.
        int first =
            list.GetArrayLength() - System.Text.Encoding.UTF8.GetByteCount(continuation) - 1;
        var tokens = new List<ServerToken>();
        int index = 0;
        foreach (JsonElement entry in list.EnumerateArray())
        {
            if (index++ >= first)
            {
                tokens.Add(Token(entry, index == 1));
            }
        }

        return ContinuationAlignment.Align(tokens, continuation);
    }

    private static ServerToken Token(JsonElement entry, bool isFirst)
    {
        if (entry.ValueKind == JsonValueKind.Null && isFirst)
        {
            return ServerToken.FromText("", double.NaN);
        }

        if (entry.ValueKind == JsonValueKind.Object)
        {
            // The token of the prompt comes before the likelier ones that some versions add.
            foreach (JsonProperty token in entry.EnumerateObject())
            {
                return ServerToken.FromText(
                    AnswerReader.Optional(token.Value, "decoded_token"u8)?.GetString() ?? "",
                    AnswerReader.Number(token.Value, "logprob"u8)
                );
            }
        }

        throw new UnusableAnswerException("a token has no log-probability");
    }
}
