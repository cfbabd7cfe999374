using System.Text;
using System.Text.Json;
using Interplay.ModelServer.Requests;
using Interplay.ModelServer.Responses;
using Interplay.ModelServer.Serving;
using Microsoft.AspNetCore.Http;

namespace Interplay.ModelServer.Routes;

/// <summary>POST /v1/completions: OpenAI's legacy completions with echo, and vLLM's prompt_logprobs.</summary>
internal sealed class CompletionRoute(ServerContext server)
{
    private const string Kind = "text_completion";

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext http, CancellationToken cancellationToken)
    {
        RequestBody body = await RequestBody.ReadAsync(http.Request, cancellationToken);
        server.CheckModel(body);
        var request = CompletionRequest.Read(body, server.Model);
        Envelope envelope = server.NewEnvelope("cmpl");
        if (request.Streams)
        {
            await StreamAsync(http.Response, request, envelope, cancellationToken);
            return;
        }

        ServedAnswer[] answers = await Task.WhenAll(
            request.Prompts.Select(prompt =>
                server.Model.AnswerAsync(prompt, request.Sampling, null, cancellationToken)
            )
        );
        await JsonBody.SendAsync(
            http.Response,
            StatusCodes.Status200OK,
            json =>
            {
                envelope.WriteHead(json, Kind);
                json.WriteStartArray("choices");
                for (int i = 0; i < answers.Length; i++)
                {
                    WriteChoice(json, request, request.Prompts[i], answers[i], i);
                }

                json.WriteEndArray();
                Envelope.WriteUsage(
                    json,
                    request.Prompts.Sum(prompt => prompt.Tokens.Count),
                    answers.Sum(answer => answer.Tokens.Count)
                );
            },
            cancellationToken
        );
    }

    private void WriteChoice(
        Utf8JsonWriter json,
        CompletionRequest request,
        ServedPrompt prompt,
        ServedAnswer answer,
        int index
    )
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        string echo = request.Sampling.Echoes ? PromptText(prompt) : "";
        json.WriteString("text", echo + answer.Text);
        if (request.HasLogProbabilities)
        {
            IEnumerable<ServedToken> echoed = request.Sampling.Echoes ? answer.Prompt! : [];
            LogProbabilityJson.WriteArrays(
                json,
                [.. echoed, .. answer.Tokens],
                request.Sampling.Alternatives,
                new TokenNames(request.NamesTokensById)
            );
        }
        else
        {
            json.WriteNull("logprobs");
        }

        json.WriteString("finish_reason", answer.FinishReason);
        if (request.PromptAlternatives is { } alternatives)
        {
            LogProbabilityJson.WritePrompt(json, answer.Prompt!, alternatives);
        }

        json.WriteEndObject();
    }

    private string PromptText(ServedPrompt prompt) =>
        prompt.Text
        ?? Encoding.UTF8.GetString([
            .. prompt.Tokens.SelectMany(token => server.Model.TokenBytes(token).ToArray()),
        ]);

    private async Task StreamAsync(
        HttpResponse response,
        CompletionRequest request,
        Envelope envelope,
        CancellationToken cancellationToken
    )
    {
        var stream = new EventStream(response, envelope, Kind);
        var names = new TokenNames(request.NamesTokensById);
        int offset = 0;
        ServedAnswer answer = await server.Model.AnswerAsync(
            request.Prompts[0],
            request.Sampling,
            async (token, text) =>
            {
                await stream.SendAsync(
                    json => WriteChunk(json, token, text, null),
                    cancellationToken
                );
                offset += text.EnumerateRunes().Count();
            },
            cancellationToken
        );
        await stream.SendAsync(
            json => WriteChunk(json, null, "", answer.FinishReason),
            cancellationToken
        );
        await stream.EndAsync(
            request.StreamsUsage ? (request.Prompts[0].Tokens.Count, answer.Tokens.Count) : null,
            cancellationToken
        );

        void WriteChunk(Utf8JsonWriter json, ServedToken? token, string text, string? finish)
        {
            json.WriteString("text", text);
            if (request.HasLogProbabilities && token is not null)
            {
                LogProbabilityJson.WriteArrays(
                    json,
                    [token],
                    request.Sampling.Alternatives,
                    names,
                    offset
                );
            }
            else
            {
                json.WriteNull("logprobs");
            }

            json.WriteString("finish_reason", finish);
        }
    }
}
