using System.Text.Json;
using Interplay.Lenses.Prompts.Messages;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>The model that a chat file names.</summary>
internal static class ModelField
{
    public static string? Of(PromptFile file) =>
        file.Others.TryGetValue("model", out string? raw)
        && JsonDocument.Parse(raw).RootElement is { ValueKind: JsonValueKind.String } model
            ? model.GetString()
            : null;
}
