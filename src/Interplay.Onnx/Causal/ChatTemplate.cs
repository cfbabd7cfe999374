namespace Interplay.Onnx.Causal;

/// <summary>How a conversation is written as one text.</summary>
internal sealed record ChatTemplate
{
    /// <summary>The role of what the model writes.</summary>
    public const string Answerer = "assistant";

    /// <summary>Before the first message.</summary>
    public required string Begin { get; init; }

    /// <summary>Before the content of a message, by role.</summary>
    public required IReadOnlyDictionary<string, string> Roles { get; init; }

    /// <summary>After the content of a message.</summary>
    public required string Close { get; init; }

    /// <summary>The opening of a message.</summary>
    /// <exception cref="InterplayException"><c>unknown-role</c>.</exception>
    public string Opening(string role) =>
        Roles.TryGetValue(role, out string? opening)
            ? opening
            : throw new InterplayException(
                ErrorKind.Request,
                "unknown-role",
                $"The model knows no role '{role}'; it knows {string.Join(", ", Roles.Keys)}."
            );
}
