namespace Interplay.Reports;

/// <summary>What a number of strong terms takes to be found.</summary>
/// <param name="Terms">Number of strong terms.</param>
/// <param name="MaxOrder">Parts of the largest of them.</param>
/// <param name="Ablations">Ablations to learn from, about.</param>
public sealed record SparsityNeed(int Terms, int MaxOrder, int Ablations);
