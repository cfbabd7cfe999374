using Interplay.ValueFunctions;

namespace Interplay.Storage.Stored;

/// <summary>What a journal holds under one fingerprint, and what that cost.</summary>
public sealed record JournalSummary
{
    /// <summary>The value function: fingerprint, number of parts, outputs.</summary>
    public required JournalSubject Subject { get; init; }

    /// <summary>What people call it; null where nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>Version of Interplay that wrote the first ablation.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>When the first ablation was written.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Number of distinct masks with values.</summary>
    public required long Ablations { get; init; }

    /// <summary>Values beyond the first of each mask: masks that were asked again on purpose.</summary>
    public long Repeats { get; init; }

    /// <summary>How many of the values were written by a version that kept no checksums, so that damage done to them then cannot be told.</summary>
    public long Unchecked { get; init; }

    /// <summary>Requests they took, retries included.</summary>
    public required long Calls { get; init; }

    /// <summary>Tokens that the model read for them.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens that the model wrote for them.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>The durations of all ablations, one after another; a run asks for many at a time and is shorter.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>When the oldest was written; null when there is none.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>When the newest was written; null when there is none.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>
    /// How often a mask came a second time with other values: a model that is not deterministic. The first values were kept each time.
    /// </summary>
    public required long Disagreements { get; init; }
}
