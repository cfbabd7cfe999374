namespace Interplay.Optimisation;

/// <summary>Which mask is looked for. Validated where the search begins.</summary>
public sealed record MaskGoal
{
    /// <summary>Whether the greatest value is wanted; the least otherwise.</summary>
    public bool Maximise { get; init; } = true;

    /// <summary>Fewest parts that are kept, 0 or more.</summary>
    public int LeastKept { get; init; }

    /// <summary>Most parts that are kept, at most the number of parts; null for all of them.</summary>
    public int? MostKept { get; init; }

    /// <summary>Parts that must be kept; one that is named twice counts once.</summary>
    public IReadOnlyList<int> ForcedKept { get; init; } = [];

    /// <summary>Parts that must be removed; one that is named twice counts once.</summary>
    public IReadOnlyList<int> ForcedRemoved { get; init; } = [];

    /// <summary>
    /// Most work of the solver, in its deterministic units, about seconds: the same limit ends at the same point on every run, which a clock
    /// would not. Above 0; infinity searches until the proof is done.
    /// </summary>
    public double WorkLimit { get; init; } = 30;

    /// <summary>Seed of the solver, 0 or more.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Exactly <paramref name="removed"/> of <paramref name="partCount"/> parts are removed and the value stays as great as possible.</summary>
    /// <param name="partCount">Number of parts of the function.</param>
    /// <param name="removed">How many are removed, 0 to <paramref name="partCount"/>.</param>
    /// <exception cref="InterplayException">Fewer than 0 or more than all (<c>optimisation-infeasible</c>).</exception>
    public static MaskGoal Removing(int partCount, int removed)
    {
        GoalCheck.Removed(partCount, removed);
        return new() { LeastKept = partCount - removed, MostKept = partCount - removed };
    }
}
