namespace Interplay.Runs;

/// <summary>Why a run ended.</summary>
public enum RunStop
{
    /// <summary>The lower end of the interval of R2 reached the target.</summary>
    TargetReached,

    /// <summary>The budget is spent, or the table has no more rows.</summary>
    BudgetSpent,

    /// <summary>The next 0.01 of R2 costs more than was allowed.</summary>
    PriceTooHigh,

    /// <summary>Every mask there is was evaluated: nothing is estimated.</summary>
    Complete,

    /// <summary>No part is left that is worth cutting finer and can be afforded.</summary>
    Finest,

    /// <summary>The run was cancelled; the explanation holds everything that was paid for until then.</summary>
    Cancelled,

    /// <summary>The value function reached a limit of what may be spent (calls, money); the explanation holds everything that was paid for until then.</summary>
    LimitReached,
}
