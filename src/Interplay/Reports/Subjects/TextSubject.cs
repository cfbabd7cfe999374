namespace Interplay.Reports.Subjects;

/// <summary>A text on a model that classifies texts.</summary>
public sealed record TextSubject : Subject
{
    /// <summary>How a part is taken away: <c>remove</c>, <c>mask</c> or <c>replace:TEXT</c>; null where that was not said.</summary>
    public string? Ablation { get; init; }

    /// <summary>Name of the model; null where that was not said.</summary>
    public string? Model { get; init; }
}
