namespace Interplay.Onnx.Mechanistic.Studies;

/// <summary>A prompt as people write it: a text or token numbers, and what is asked of the answer.</summary>
public sealed record StudyPrompt
{
    /// <summary>The text; null where there are <see cref="Tokens"/>.</summary>
    public string? Text { get; init; }

    /// <summary>Token numbers; null where there is a <see cref="Text"/>.</summary>
    public IReadOnlyList<int>? Tokens { get; init; }

    /// <summary>The answer that is asked about: a number, a label or a token; null for the model's own.</summary>
    public string? Target { get; init; }

    /// <summary>What the target is compared with; null for all others.</summary>
    public string? Against { get; init; }

    /// <summary>The prompt whose value is subtracted; null for none.</summary>
    public StudyPrompt? Minus { get; init; }

    /// <summary>What people call it; null for the beginning of its text, or its number.</summary>
    public string? Name { get; init; }
}
