namespace Interplay.Reports;

/// <summary>Which parts were removed for good, by several rules, and what the value function then gave.</summary>
/// <param name="Output">The output that was to stay as good as possible.</param>
/// <param name="Minimise">Whether a small value is good, as of a loss.</param>
/// <param name="Whole">The output with all parts, measured; in its unit.</param>
/// <param name="WholeOnTest">The same on test prompts that played no part; null without any.</param>
/// <param name="Levels">One entry for each number of parts to remove, as asked for.</param>
public sealed record Pruning(
    string Output,
    bool Minimise,
    double Whole,
    double? WholeOnTest,
    IReadOnlyList<PruningLevel> Levels
);
