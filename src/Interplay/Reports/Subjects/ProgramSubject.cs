namespace Interplay.Reports.Subjects;

/// <summary>A program that gives numbers for masks, or for what is left of a text.</summary>
public sealed record ProgramSubject : Subject
{
    /// <summary>The command that starts it.</summary>
    public required string Command { get; init; }

    /// <inheritdoc cref="TextSubject.Ablation"/>
    public string? Ablation { get; init; }
}
