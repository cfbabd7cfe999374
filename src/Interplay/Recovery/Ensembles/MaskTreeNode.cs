namespace Interplay.Recovery.Ensembles;

/// <summary>A node of a tree over the parts of a mask; node 0 is the root.</summary>
/// <param name="Part">The part that the node asks about; negative for a leaf.</param>
/// <param name="Absent">Node taken where the part is removed.</param>
/// <param name="Present">Node taken where the part is kept.</param>
/// <param name="Value">Value of a leaf.</param>
public readonly record struct MaskTreeNode(int Part, int Absent, int Present, float Value);
