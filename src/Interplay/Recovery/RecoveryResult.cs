namespace Interplay.Recovery;

/// <summary>What a method recovered, and what it did to get there.</summary>
public sealed record RecoveryResult
{
    /// <summary>Name of the method.</summary>
    public required string Method { get; init; }

    /// <summary>What was recovered for each output, in the order of the value function's outputs.</summary>
    public required IReadOnlyList<OutputRecovery> Outputs { get; init; }

    /// <summary>What the method did and why, one sentence each: degree bound, bins, proxy chosen, penalties.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
