using System.Globalization;
using System.Text.Json;

namespace Interplay.ModelServer.Responses;

/// <summary>What every answer of one request begins and ends with.</summary>
/// <param name="Id">Id of the answer.</param>
/// <param name="Created">When, in seconds of Unix time.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Fingerprint">The identity of the model's files.</param>
internal sealed record Envelope(string Id, long Created, string Model, string Fingerprint)
{
    /// <summary>Writes the head of an answer.</summary>
    public void WriteHead(Utf8JsonWriter json, string kind)
    {
        json.WriteString("id", Id);
        json.WriteString("object", kind);
        json.WriteNumber("created", Created);
        json.WriteString("model", Model);
        json.WriteString(
            "system_fingerprint",
            string.Create(CultureInfo.InvariantCulture, $"fp_{Fingerprint.AsSpan(0, 16)}")
        );
    }

    /// <summary>Writes how many tokens it took.</summary>
    public static void WriteUsage(Utf8JsonWriter json, int prompt, int answer)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", prompt);
        json.WriteNumber("completion_tokens", answer);
        json.WriteNumber("total_tokens", prompt + answer);
        json.WriteEndObject();
    }
}
