using System.Text.Json;

namespace Interplay.Lenses.Prompts.Messages;

/// <summary>What a chat file holds.</summary>
public sealed record PromptFile
{
    /// <summary>The prompt, documents put in.</summary>
    public required Prompt Prompt { get; init; }

    /// <summary>The answer whose probability is explained, from <c>continuation</c> or <c>answer</c>; null when the file gives none.</summary>
    public string? Continuation { get; init; }

    /// <summary>All other fields of the request as raw JSON, by name: <c>model</c>, <c>temperature</c>, ...; empty for arrays of messages and plain text.</summary>
    public IReadOnlyDictionary<string, string> Others { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The model that the request names; null when it names none.</summary>
    public string? Model =>
        Others.TryGetValue("model", out string? raw)
        && JsonElement.Parse(raw) is { ValueKind: JsonValueKind.String } model
            ? model.GetString()
            : null;
}
