using System.Text;
using System.Text.Json;

namespace Interplay.Llm.Endpoints;

/// <summary>What a server says about an error: <c>error.message</c>, <c>error</c>, <c>message</c>, <c>detail</c>, or the body as it is.</summary>
internal static class ServerWords
{
    private const int MostBytes = 64 << 10;

    public static string Read(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> head = body[..Math.Min(body.Length, MostBytes)];
        try
        {
            var reader = new Utf8JsonReader(head);
            using var document = JsonDocument.ParseValue(ref reader);
            return Find(document.RootElement) ?? Encoding.UTF8.GetString(head);
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(head);
        }
    }

    private static string? Find(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return element.GetString();
        }

        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (string name in (ReadOnlySpan<string>)["error", "message", "detail"])
            {
                if (element.TryGetProperty(name, out JsonElement inner) && Find(inner) is { } words)
                {
                    return words;
                }
            }
        }

        return null;
    }
}
