using Interplay.Onnx.Mechanistic.Ablation;

namespace Interplay.Onnx.Mechanistic.Readings;

/// <summary>A prompt and what is asked of the model's answer to it.</summary>
/// <param name="Inputs">What it feeds the model.</param>
public sealed record ModelPrompt(ModelInputs Inputs)
{
    /// <summary>Number of the class or token that is asked about; null for the one that the whole model finds most likely.</summary>
    public int? Target { get; init; }

    /// <summary>Number of the class or token that the target is compared with; null for all others together.</summary>
    public int? Against { get; init; }

    /// <summary>Which position of the output is read, negative ones from its end; null for the last. Only for outputs of several positions.</summary>
    public int? Position { get; init; }

    /// <summary>A prompt whose value is subtracted from this one's: what differs between the two; null for none.</summary>
    public ModelPrompt? Minus { get; init; }

    /// <summary>What people call it; null for its number.</summary>
    public string? Name { get; init; }
}
