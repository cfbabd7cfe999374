using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Interplay.ModelServer.Responses;

/// <summary>Bodies of answers: JSON, whole or as server-sent events. Written whole before it is sent, so that no answer is half an error.</summary>
internal static class JsonBody
{
    // Texts in JSON are data for programs here, never part of a page.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Sends a JSON object.</summary>
    public static async Task SendAsync(
        HttpResponse response,
        int status,
        Action<Utf8JsonWriter> fields,
        CancellationToken cancellationToken
    )
    {
        ReadOnlyMemory<byte> body = Write(fields);
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, cancellationToken);
    }

    /// <summary>Sends a server-sent event with a JSON object.</summary>
    public static async Task SendEventAsync(
        HttpResponse response,
        Action<Utf8JsonWriter> fields,
        CancellationToken cancellationToken
    )
    {
        ReadOnlyMemory<byte> body = Write(fields);
        byte[] line = [.. "data: "u8, .. body.Span, .. "\n\n"u8];
        await response.Body.WriteAsync(line, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
