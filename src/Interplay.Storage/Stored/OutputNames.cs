using System.Text.Encodings.Web;
using System.Text.Json;

namespace Interplay.Storage.Stored;

/// <summary>Names of outputs as journals keep them: a JSON array of strings.</summary>
internal static class OutputNames
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string ToJson(IReadOnlyList<string> names)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartArray();
            foreach (string name in names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Reads names; null when the text is anything but an array of one or more strings.</summary>
    public static IReadOnlyList<string>? Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return
                document.RootElement.ValueKind == JsonValueKind.Array
                && document.RootElement.GetArrayLength() > 0
                && document
                    .RootElement.EnumerateArray()
                    .All(static name => name.ValueKind == JsonValueKind.String)
                ?
                [
                    .. document
                        .RootElement.EnumerateArray()
                        .Select(static name => name.GetString()!),
                ]
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second: an escaped half of a surrogate pair.
            return null;
        }
    }
}
