namespace Interplay.Interactions.Trust;

/// <summary>What a user should do with an explanation.</summary>
public enum VerdictKind
{
    /// <summary>The spectrum is faithful: use it.</summary>
    Enough,

    /// <summary>More ablations are likely to make it faithful.</summary>
    TopUp,

    /// <summary>More ablations are unlikely to help: too much is spread over too many terms, or the values are noisy.</summary>
    NotSparse,

    /// <summary>Every mask there is was evaluated: the spectrum is the whole answer.</summary>
    Complete,

    /// <summary>Faithfulness was not measured, so nothing is claimed.</summary>
    Unmeasured,

    /// <summary>The masks that were asked cannot answer the question, whatever their number: others must be asked.</summary>
    OtherMasks,
}
