namespace Interplay.Optimisation;

/// <summary>Which mask is looked for. Validated where the search begins.</summary>
public sealed record MaskGoal
{
    /// <summary>Whether the greatest value is wanted; the least otherwise.</summary>
    public bool Maximise { get; init; } = true;

    /// <summary>Fewest parts that are kept, 0 or more.</summary>
    public int LeastKept { get; init; }

    /// <summary>Most parts that are kept; null for all of them.</summary>
    public int? MostKept { get; init; }

    /// <summary>Parts that must be kept.</summary>
    public IReadOnlyList<int> ForcedKept { get; init; } = [];

    /// <summary>Parts that must be removed.</summary>
    public IReadOnlyList<int> ForcedRemoved { get; init; } = [];

    /// <summary>
    /// Most work of the solver, in its deterministic units, about seconds: the same limit ends at the same point on every run, which a clock
    /// would not. Above 0.
    /// </summary>
    public double WorkLimit { get; init; } = 30;

    /// <summary>Seed of the solver, 0 or more.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Exactly <paramref name="removed"/> of <paramref name="partCount"/> parts are removed and the value stays as great as possible.</summary>
    public static MaskGoal Removing(int partCount, int removed) =>
        new() { LeastKept = partCount - removed, MostKept = partCount - removed };
}
