namespace Interplay.Reports.Subjects;

/// <summary>Training data: parts are rows or groups of them, and an ablation trains anew on those that are kept.</summary>
public sealed record DataSubject : Subject
{
    /// <summary>What was trained on what, and how well it does on all of it; one or more whole sentences.</summary>
    public required string Sentence { get; init; }

    /// <summary>The trainer in words; null where that was not said.</summary>
    public string? Trainer { get; init; }

    /// <summary>Name of the file of training rows; null where that was not said.</summary>
    public string? TrainFile { get; init; }

    /// <summary>Name of the file of test rows; null for none.</summary>
    public string? TestFile { get; init; }

    /// <summary>The column that is predicted; null where only the trainer knows it.</summary>
    public string? Target { get; init; }
}
