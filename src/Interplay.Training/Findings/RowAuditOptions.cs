namespace Interplay.Training.Findings;

/// <summary>How much an audit of training rows spends. For n parts it takes contexts x (n + 1) + 4 x candidates x pair contexts retrainings.</summary>
public sealed record RowAuditOptions
{
    /// <summary>Random halves of the rows in which each row is taken away or added, 4 to 1,000.</summary>
    public int Contexts { get; init; } = 48;

    /// <summary>Pairs whose interaction is measured, the most similar ones, 1 to 10,000.</summary>
    public int Candidates { get; init; } = 40;

    /// <summary>Random halves of the other rows in which the interaction of a pair is measured, 4 to 10,000.</summary>
    public int PairContexts { get; init; } = 128;

    /// <summary>Seed of every random choice.</summary>
    public ulong Seed { get; init; } = 1;

    internal RowAuditOptions Validated() =>
        Contexts is >= 4 and <= 1_000
        && Candidates is >= 1 and <= 10_000
        && PairContexts is >= 4 and <= 10_000
            ? this
            : throw new InterplayException(
                ErrorKind.Request,
                "audit-options-malformed",
                $"Contexts must be 4 to 1000, candidates 1 to 10000 and pair contexts 4 to 10000; found {Contexts}, {Candidates} and {PairContexts}."
            );
}
