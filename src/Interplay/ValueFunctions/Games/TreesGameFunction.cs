namespace Interplay.ValueFunctions.Games;

/// <summary>A constant plus the leaves that a mask reaches; part absent goes left, present goes right.</summary>
internal sealed class TreesGameFunction(double offset, TreesGameFunction.Tree[] trees)
    : IGameFunction
{
    public double Value(ReadOnlySpan<ulong> mask)
    {
        double sum = offset;
        foreach (Tree tree in trees)
        {
            int node = 0;
            while (tree.Parts[node] >= 0)
            {
                int part = tree.Parts[node];
                node =
                    (mask[part >> 6] >> (part & 63) & 1) == 0 ? tree.Left[node] : tree.Right[node];
            }

            sum += tree.Leaves[node];
        }

        return sum;
    }

    /// <summary>One tree in parallel arrays; part -1 marks a leaf; the root is node 0 and children come after their parent.</summary>
    internal sealed record Tree(int[] Parts, int[] Left, int[] Right, double[] Leaves);
}
