using Interplay.Interactions.Trust;
using Interplay.Reports;

namespace Interplay;

/// <summary>What one round of a run gave: a whole explanation from all ablations so far.</summary>
/// <param name="Number">The round, from 1.</param>
/// <param name="Explanation">The explanation; its <see cref="Explanation.Rounds"/> are this round and those before it.</param>
/// <param name="Stop">Why this is the last round; null when more follow.</param>
public sealed record RoundResult(int Number, Explanation Explanation, RoundStop? Stop)
{
    /// <summary>What the round cost and how well it predicts.</summary>
    public Round Round => Explanation.Rounds[^1];
}
