namespace Interplay.Measurements.Studies;

/// <summary>What methods are measured on, and the words for it.</summary>
/// <param name="Case">One of them, as column headings call it.</param>
/// <param name="Setting">What is varied besides the method.</param>
/// <param name="Axis">The same in full, as an axis is labelled.</param>
/// <param name="Title">Heading of the report.</param>
/// <param name="Explanation">How a row of the report was measured.</param>
public sealed record StudyKind(
    string Case,
    string Setting,
    string Axis,
    string Title,
    string Explanation
)
{
    /// <summary>Ablation tables, at alphas.</summary>
    public static StudyKind Tables { get; } =
        new(
            "table",
            "alpha",
            "alpha: ablations learned from / (n log2 n)",
            "Methods on ablation tables",
            "B = round(alpha n log2 n) first train rows of a table of n parts; R2 on its test rows. Processor seconds are of all cores, recovery alone; the first cell of a method in a process also pays for compiling it."
        );

    /// <summary>Games, at budgets.</summary>
    public static StudyKind Games { get; } =
        new(
            "game",
            "budget",
            "ablations",
            "Methods on games",
            "The method plans, asks the game and recovers; R2 on the game's held-out masks, without noise. Recall: share of the true terms among as many largest ones found. Shapley error: squared error of the Shapley values over the squared deviation of the true ones from their mean. Processor seconds are of all cores, planning and recovery; the first cell of a method in a process also pays for compiling it."
        );
}
