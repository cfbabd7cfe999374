using Interplay.Reports;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>What a run has found so far: a whole explanation, what it cost and, once the run has ended, why.</summary>
public record RunResult
{
    /// <summary>The round or level, from 1; 1 in a run that asks for all its masks at once.</summary>
    public required int Number { get; init; }

    /// <summary>The explanation; in a run in rounds its <see cref="Explanation.Rounds"/> are this round and those before it.</summary>
    public required Explanation Explanation { get; init; }

    /// <summary>Why this is the last result; null when more follow.</summary>
    public RunStop? Stop { get; init; }

    /// <summary>Ablations that the value function was asked for in this run so far; those that the journal knew are not among them.</summary>
    public int Evaluated { get; init; }

    /// <summary>What these cost, as far as the value function says.</summary>
    public AblationCost Cost { get; init; }

    /// <summary>Whether the run was cut short: the explanation is made of what was paid for, and the same request goes on from there.</summary>
    public bool IsPartial => Stop is RunStop.Cancelled or RunStop.LimitReached;
}
