using System.Text;
using System.Text.Json;
using Interplay.ModelServer.Requests;
using Interplay.ModelServer.Responses;
using Interplay.ModelServer.Serving;
using Microsoft.AspNetCore.Http;

namespace Interplay.ModelServer.Routes;

/// <summary>POST /tokenize and /detokenize, in vLLM's forms.</summary>
internal sealed class TokenRoutes(ServerContext server)
{
    /// <summary>The tokens of a prompt or of messages.</summary>
    public async Task TokenizeAsync(HttpContext http, CancellationToken cancellationToken)
    {
        RequestBody body = await RequestBody.ReadAsync(http.Request, cancellationToken);
        server.CheckModel(body);
        ServedPrompt prompt = body.Text("prompt") is { } text
            ? server.Model.Read(text)
            : RequestMessages.Read(body, server.Model);
        bool hasTexts = body.Flag("return_token_strs");
        string[]? texts =
            hasTexts || prompt.Text is not null ? [.. prompt.Tokens.Select(Text)] : null;
        await JsonBody.SendAsync(
            http.Response,
            StatusCodes.Status200OK,
            json =>
            {
                json.WriteNumber("count", prompt.Tokens.Count);
                json.WriteNumber("max_model_len", server.Model.ContextLength);
                json.WriteStartArray("tokens");
                foreach (int token in prompt.Tokens)
                {
                    json.WriteNumberValue(token);
                }

                json.WriteEndArray();
                WriteTexts(json, texts);
            },
            cancellationToken
        );
    }

    /// <summary>The text of tokens.</summary>
    public async Task DetokenizeAsync(HttpContext http, CancellationToken cancellationToken)
    {
        RequestBody body = await RequestBody.ReadAsync(http.Request, cancellationToken);
        server.CheckModel(body);
        JsonElement value =
            body.Any("tokens")
            ?? throw new ApiException(400, "'tokens' is missing.", "tokens", "missing_field");
        byte[] bytes =
        [
            .. RequestBody
                .Tokens(value, "tokens")
                .SelectMany(token => server.Model.TokenBytes(token).ToArray()),
        ];
        await JsonBody.SendAsync(
            http.Response,
            StatusCodes.Status200OK,
            json => json.WriteString("prompt", Encoding.UTF8.GetString(bytes)),
            cancellationToken
        );
    }

    private string Text(int token) => TextDecoder.Token(server.Model.TokenBytes(token).Span);

    private static void WriteTexts(Utf8JsonWriter json, string[]? texts)
    {
        if (texts is null)
        {
            json.WriteNull("token_strs");
            return;
        }

        json.WriteStartArray("token_strs");
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
