namespace Interplay.ValueFunctions;

/// <summary>Whose ablations a journal keeps under a fingerprint.</summary>
/// <param name="Fingerprint">Fingerprint of the value function.</param>
/// <param name="PartCount">Number of parts of its masks.</param>
/// <param name="Outputs">Names of the numbers that each mask gives.</param>
public sealed record JournalSubject(
    string Fingerprint,
    int PartCount,
    IReadOnlyList<string> Outputs
);
