namespace Interplay.Onnx.Mechanistic.Readings;

/// <summary>Which number is read of a model's logits for a prompt. With p the softmax probability of the target:</summary>
public enum ModelReadout
{
    /// <summary>ln(p / (1 - p)); with <see cref="ModelPrompt.Against"/> the difference of the two logits. For two classes both are the same.</summary>
    LogOdds,

    /// <summary>ln p, at most 0.</summary>
    LogProbability,

    /// <summary>-ln p, the cross-entropy in nats.</summary>
    Loss,

    /// <summary>1 where no class or token is more likely than the target, else 0; over a prompt set, the share of prompts.</summary>
    Accuracy,
}
