using System.Text.Json;
using Interplay.ModelServer.Requests;
using Interplay.ModelServer.Responses;
using Interplay.ModelServer.Serving;
using Microsoft.AspNetCore.Http;

namespace Interplay.ModelServer.Routes;

/// <summary>POST /v1/chat/completions: OpenAI's chat, and vLLM's prompt_logprobs.</summary>
internal sealed class ChatRoute(ServerContext server)
{
    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext http, CancellationToken cancellationToken)
    {
        RequestBody body = await RequestBody.ReadAsync(http.Request, cancellationToken);
        server.CheckModel(body);
        var request = ChatRequest.Read(body, server.Model);
        Envelope envelope = server.NewEnvelope("chatcmpl");
        if (request.Streams)
        {
            await StreamAsync(http.Response, request, envelope, cancellationToken);
            return;
        }

        ServedAnswer answer = await server.Model.AnswerAsync(
            request.Prompt,
            request.Sampling,
            null,
            cancellationToken
        );
        await JsonBody.SendAsync(
            http.Response,
            StatusCodes.Status200OK,
            json =>
            {
                envelope.WriteHead(json, "chat.completion");
                json.WriteStartArray("choices");
                json.WriteStartObject();
                json.WriteNumber("index", 0);
                json.WriteStartObject("message");
                json.WriteString("role", "assistant");
                json.WriteString("content", answer.Text);
                json.WriteNull("refusal");
                json.WriteEndObject();
                WriteLogProbabilities(json, request, answer.Tokens);
                json.WriteString("finish_reason", answer.FinishReason);
                json.WriteEndObject();
                json.WriteEndArray();
                Envelope.WriteUsage(json, request.Prompt.Tokens.Count, answer.Tokens.Count);
                if (answer.Prompt is not null)
                {
                    LogProbabilityJson.WritePrompt(
                        json,
                        answer.Prompt,
                        request.Sampling.PromptAlternatives!.Value
                    );
                }
            },
            cancellationToken
        );
    }

    private async Task StreamAsync(
        HttpResponse response,
        ChatRequest request,
        Envelope envelope,
        CancellationToken cancellationToken
    )
    {
        var stream = new EventStream(response, envelope, "chat.completion.chunk");
        await stream.SendAsync(
            json => WriteChunk(json, [], "", isFirst: true, finish: null),
            cancellationToken
        );
        ServedAnswer answer = await server.Model.AnswerAsync(
            request.Prompt,
            request.Sampling,
            (token, text) =>
                stream.SendAsync(
                    json =>
                        WriteChunk(
                            json,
                            token is null ? [] : [token],
                            text,
                            isFirst: false,
                            finish: null
                        ),
                    cancellationToken
                ),
            cancellationToken
        );
        await stream.SendAsync(
            json => WriteChunk(json, [], null, isFirst: false, answer.FinishReason),
            cancellationToken
        );
        await stream.EndAsync(
            request.StreamsUsage ? (request.Prompt.Tokens.Count, answer.Tokens.Count) : null,
            cancellationToken
        );

        void WriteChunk(
            Utf8JsonWriter json,
            IReadOnlyList<ServedToken> tokens,
            string? text,
            bool isFirst,
            string? finish
        )
        {
            json.WriteStartObject("delta");
            if (isFirst)
            {
                json.WriteString("role", "assistant");
            }

            if (text is not null)
            {
                json.WriteString("content", text);
            }

            json.WriteEndObject();
            WriteLogProbabilities(json, request, tokens);
            json.WriteString("finish_reason", finish);
        }
    }

    private static void WriteLogProbabilities(
        Utf8JsonWriter json,
        ChatRequest request,
        IReadOnlyList<ServedToken> tokens
    )
    {
        if (request.HasLogProbabilities)
        {
            LogProbabilityJson.WriteObjects(json, tokens, new TokenNames(request.NamesTokensById));
        }
        else
        {
            json.WriteNull("logprobs");
        }
    }
}
