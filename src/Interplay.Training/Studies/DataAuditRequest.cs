using Interplay.Training.Findings;

namespace Interplay.Training.Studies;

/// <summary>What an audit of training rows asks: which labels look wrong, and which rows are redundant.</summary>
public sealed record DataAuditRequest
{
    /// <summary>What is learnt from which rows; needs a target.</summary>
    public required TrainingTask Task { get; init; }

    /// <summary>What is spent. The seed is that of the task.</summary>
    public RowAuditOptions Spent { get; init; } = new();
}
