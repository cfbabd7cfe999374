namespace Interplay.Onnx.Mechanistic.Ablation;

/// <summary>What a mean of reference values is taken over.</summary>
public enum MeanOver
{
    /// <summary>Over all prompts and all their positions: one mean for every position.</summary>
    Positions,

    /// <summary>Over all prompts that have the position: a mean of its own for each position.</summary>
    EachPosition,
}
