using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Interplay.ModelServer.Responses;

/// <summary>An answer as server-sent events, a piece of its only choice each, ended by <c>[DONE]</c>.</summary>
internal sealed class EventStream(HttpResponse response, Envelope envelope, string kind)
{
    /// <summary>Sends a piece.</summary>
    public async ValueTask SendAsync(
        Action<Utf8JsonWriter> choice,
        CancellationToken cancellationToken
    )
    {
        if (!response.HasStarted)
        {
            response.ContentType = "text/event-stream";
            response.Headers.CacheControl = "no-cache";
        }

        await JsonBody.SendEventAsync(
            response,
            json =>
            {
                envelope.WriteHead(json, kind);
                json.WriteStartArray("choices");
                json.WriteStartObject();
                json.WriteNumber("index", 0);
                choice(json);
                json.WriteEndObject();
                json.WriteEndArray();
            },
            cancellationToken
        );
    }

    /// <summary>Ends the stream, with how many tokens it took if that is wanted.</summary>
    public async ValueTask EndAsync(
        (int Prompt, int Answer)? usage,
        CancellationToken cancellationToken
    )
    {
        if (usage is { } tokens)
        {
            await JsonBody.SendEventAsync(
                response,
                json =>
                {
                    envelope.WriteHead(json, kind);
                    json.WriteStartArray("choices");
                    json.WriteEndArray();
                    Envelope.WriteUsage(json, tokens.Prompt, tokens.Answer);
                },
                cancellationToken
            );
        }

        await response.Body.WriteAsync("data: [DONE]\n\n"u8.ToArray(), cancellationToken);
    }
}
