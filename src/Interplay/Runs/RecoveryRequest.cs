using Interplay.Reports.Subjects;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>A request to explain from ablations that were evaluated elsewhere: those of a table, for instance.</summary>
public sealed record RecoveryRequest
{
    /// <summary>Masks to learn from, with their values as the value function gave them; the readout of the options is applied to them.</summary>
    public required Ablations Learned { get; init; }

    /// <summary>Masks that only score; null when there are none.</summary>
    public Ablations? HeldOut { get; init; }

    /// <summary>Masks with one to three parts missing that only score near the whole input; null when there are none.</summary>
    public Ablations? NearWhole { get; init; }

    /// <summary>How; the budget is not used, seed and orders are.</summary>
    public ExplainOptions Options { get; init; } = new();

    /// <summary>Identity of the value function that gave the values, for the manifest.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The parts as reports show them, and the text, model or table they are parts of; null numbers them.</summary>
    public Subject? Subject { get; init; }

    /// <summary>Recovers from the first masks too, as if they had been asked in rounds: the learning curve; null recovers once from all.</summary>
    public AnytimeOptions? Rounds { get; init; }

    /// <summary>Clock of the timings of rounds.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
