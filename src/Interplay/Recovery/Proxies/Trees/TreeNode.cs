namespace Interplay.Recovery.Proxies.Trees;

/// <summary>One node of a regression tree; a leaf when <see cref="Part"/> is negative.</summary>
/// <param name="Part">The part the node asks about, or -1.</param>
/// <param name="Absent">Node taken where the part is removed.</param>
/// <param name="Present">Node taken where the part is kept.</param>
/// <param name="Value">Prediction of a leaf.</param>
internal readonly record struct TreeNode(int Part, int Absent, int Present, float Value)
{
    public bool IsLeaf => Part < 0;

    public static TreeNode Leaf(float value) => new(-1, -1, -1, value);
}
