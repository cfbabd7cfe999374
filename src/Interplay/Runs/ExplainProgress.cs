namespace Interplay.Runs;

/// <summary>How far an explanation is.</summary>
/// <param name="Step">The step that runs.</param>
/// <param name="Share">Its finished share, 0 to 1.</param>
/// <param name="Done">Ablations that have a value, in the evaluation step.</param>
/// <param name="Total">Ablations planned, in the evaluation step.</param>
/// <param name="Round">The round, from 1, of a run in rounds; 0 in any other.</param>
public readonly record struct ExplainProgress(
    ExplainStep Step,
    double Share,
    int Done = 0,
    int Total = 0,
    int Round = 0
);
