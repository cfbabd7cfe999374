using Interplay.Masks;

namespace Interplay.Training.Findings;

/// <summary>Training parts that act together.</summary>
/// <param name="Parts">Which, at least two.</param>
/// <param name="Relation">How.</param>
/// <param name="Strength">The joint effect beyond those of smaller sets, (-2)^|S| F(S), in the unit of the output.</param>
public sealed record DataGroup(PartSet Parts, GroupRelation Relation, double Strength);
