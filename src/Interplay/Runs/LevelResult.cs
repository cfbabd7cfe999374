using Interplay.Lenses;

namespace Interplay.Runs;

/// <summary>One level of a run that goes from coarse parts to fine ones. Its ablations are those of this level and all before it, each counted once.</summary>
/// <typeparam name="TLens">The kind of lens.</typeparam>
public sealed record LevelResult<TLens> : RunResult
{
    /// <summary>The lens of this level.</summary>
    public required TLens Lens { get; init; }

    /// <summary>How its parts come from those of the level before; null for the first.</summary>
    public PartRefinement? Refinement { get; init; }

    /// <summary>Ablations of the levels before, which hold for this lens as well; the notes of the explanation say whether it learned from them.</summary>
    public int Lifted { get; init; }

    /// <summary>Ablations that the value function was asked for at this level; those that the journal knew are not among them.</summary>
    public int EvaluatedHere { get; init; }

    /// <summary>The parts that the next level cuts finer, most influential first; empty for the last.</summary>
    public IReadOnlyList<int> CutNext { get; init; } = [];
}
