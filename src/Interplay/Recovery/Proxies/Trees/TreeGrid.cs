namespace Interplay.Recovery.Proxies.Trees;

/// <summary>The settings that tree boosting tries.</summary>
/// <param name="Depths">Largest depths; null grows best-first to <see cref="Leaves"/> leaves.</param>
/// <param name="Rates">Learning rates.</param>
/// <param name="MaxTrees">Most trees.</param>
/// <param name="Leaves">Most leaves of a tree without a depth.</param>
internal sealed record TreeGrid(
    IReadOnlyList<int?> Depths,
    IReadOnlyList<double> Rates,
    int MaxTrees,
    int Leaves = 31
);
