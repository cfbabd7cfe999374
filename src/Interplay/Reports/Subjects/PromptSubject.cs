namespace Interplay.Reports.Subjects;

/// <summary>A prompt on a language model.</summary>
public sealed record PromptSubject : Subject
{
    /// <inheritdoc cref="TextSubject.Ablation"/>
    public string? Ablation { get; init; }

    /// <summary>Patterns of text that is never taken away.</summary>
    public IReadOnlyList<string> Fixed { get; init; } = [];

    /// <inheritdoc cref="TextSubject.Model"/>
    public string? Model { get; init; }
}
