namespace Interplay.Cli.Explain.Models;

/// <summary>A prompt as a file says it: a text or token numbers, and what is asked of the answer.</summary>
internal sealed record PromptLine
{
    public string? Text { get; init; }

    public IReadOnlyList<int>? Tokens { get; init; }

    /// <summary>A number, a label or a token; null for the model's own answer.</summary>
    public string? Target { get; init; }

    /// <summary>What the target is compared with; null for all others.</summary>
    public string? Against { get; init; }

    /// <summary>The prompt whose value is subtracted; null for none.</summary>
    public PromptLine? Minus { get; init; }

    /// <summary>What people call it.</summary>
    public string? Name { get; init; }
}
