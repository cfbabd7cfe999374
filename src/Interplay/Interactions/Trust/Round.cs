namespace Interplay.Interactions.Trust;

/// <summary>One round of a run that asks for masks in rounds.</summary>
public sealed record Round
{
    /// <summary>Masks learned from, those of earlier rounds included.</summary>
    public required int Learned { get; init; }

    /// <summary>Distinct ablations so far, held-out ones included.</summary>
    public required int Ablations { get; init; }

    /// <summary>How well the round predicts, one entry an output.</summary>
    public required IReadOnlyList<RoundScore> Scores { get; init; }
}
