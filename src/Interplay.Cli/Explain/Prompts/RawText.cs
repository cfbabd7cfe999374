using System.Text.Encodings.Web;
using System.Text.Json;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>Text of a model on a terminal: in quotes, control characters escaped.</summary>
internal static class RawText
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Quote(string text) => JsonSerializer.Serialize(text, Readable);
}
