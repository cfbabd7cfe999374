using Interplay.Measurements.Cells;

namespace Interplay.Measurements.Studies;

/// <summary>How far a study is.</summary>
/// <param name="Cell">The cell that is measured; with its figures, or the reason for there being none, when it is done.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Total">Number of cells of the study.</param>
/// <param name="Share">Finished share of the cell, 0 to 1.</param>
/// <param name="IsKnown">Whether an earlier run measured it.</param>
public readonly record struct StudyStep(
    MeasuredCell Cell,
    int Number,
    int Total,
    double Share,
    bool IsKnown = false
)
{
    /// <summary>Whether the cell is done.</summary>
    public bool IsDone => Cell.Figures is not null || Cell.Skipped is not null;
}
