using Interplay.Interactions;
using Interplay.ValueFunctions;

namespace Interplay.Optimisation;

/// <summary>What pruning keeps good, and how it is checked.</summary>
public sealed record PruningOptions
{
    /// <summary>Whether a small value is good, as of a loss; a large one otherwise.</summary>
    public bool Minimise { get; init; }

    /// <summary>The same parts on data that played no part in the explanation, such as held-out prompts; null for none.</summary>
    public IValueFunction? Test { get; init; }

    /// <summary>
    /// Spectra of the same output on disjoint groups of the data, such as fifths of the prompts, two or more; empty for none. With them interactions count only as
    /// far as choices made by other groups do well on a group that was left out.
    /// </summary>
    public IReadOnlyList<Spectrum> Groups { get; init; } = [];

    /// <summary>Most work of the solver for each number of parts (<see cref="MaskGoal.WorkLimit"/>).</summary>
    public double WorkLimit { get; init; } = 30;

    /// <summary>Seed of the solver, 0 or more.</summary>
    public int Seed { get; init; } = 1;
}
