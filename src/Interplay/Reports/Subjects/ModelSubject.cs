namespace Interplay.Reports.Subjects;

/// <summary>A model by its components: each part has a <see cref="Lenses.Part.Place"/> in it.</summary>
public sealed record ModelSubject : Subject
{
    /// <summary>What was asked of which model and how its components were taken out, in whole sentences; null where that was not said.</summary>
    public string? Sentence { get; init; }

    /// <summary>Name of the model; null where that was not said.</summary>
    public string? Model { get; init; }

    /// <summary>Fingerprint of its graph; null where that was not said.</summary>
    public string? ModelFingerprint { get; init; }

    /// <summary>What stands in for a component that is taken out: <c>zero</c>, <c>mean</c> or <c>resample</c>; null where that was not said.</summary>
    public string? Ablation { get; init; }

    /// <summary>What is read of the answer to a prompt, such as <c>log-odds</c>; null where that was not said.</summary>
    public string? Readout { get; init; }

    /// <summary>Name of the file of prompts; null where they were given one by one.</summary>
    public string? PromptFile { get; init; }
}
