namespace Interplay.Reports;

/// <summary>One number of parts to remove.</summary>
/// <param name="Removed">How many, 0 to all.</param>
/// <param name="Choices">One for each rule.</param>
public sealed record PruningLevel(int Removed, IReadOnlyList<PruningChoice> Choices);
