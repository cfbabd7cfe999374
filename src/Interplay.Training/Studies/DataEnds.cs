using Interplay.Reports;

namespace Interplay.Training.Studies;

/// <summary>A trainer on all training rows, and on none of the parts.</summary>
/// <param name="Scores">The scores of the test rows by the trainer that learned from all rows.</param>
/// <param name="Outputs">What is read of both, one entry an output.</param>
public sealed record DataEnds(IReadOnlyList<double> Scores, IReadOnlyList<MeasuredEnds> Outputs);
