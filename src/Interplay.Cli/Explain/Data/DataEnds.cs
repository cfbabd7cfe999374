using Interplay.Reports;

namespace Interplay.Cli.Explain.Data;

/// <summary>A trainer on all training rows, and on none of the parts.</summary>
/// <param name="Scores">The scores of the test rows by the trainer that learned from all rows.</param>
/// <param name="Outputs">What is read of both, one entry an output.</param>
internal sealed record DataEnds(double[] Scores, IReadOnlyList<MeasuredEnds> Outputs);
