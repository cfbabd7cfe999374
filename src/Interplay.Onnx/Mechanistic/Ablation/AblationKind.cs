namespace Interplay.Onnx.Mechanistic.Ablation;

/// <summary>What stands in place of what a removed component gave.</summary>
public enum AblationKind
{
    /// <summary>Zero.</summary>
    Zero,

    /// <summary>The mean of what it gives on a set of reference prompts: see <see cref="AblatableModel.MeanOf"/>.</summary>
    Mean,

    /// <summary>What it gives on one other prompt: see <see cref="AblatableModel.ValuesOf"/>.</summary>
    Resample,
}
