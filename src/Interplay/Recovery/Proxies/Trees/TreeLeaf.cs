namespace Interplay.Recovery.Proxies.Trees;

/// <summary>Workspace of one leaf while a tree grows: its rows and, for every column, the sum and the number of its rows with a 1.</summary>
internal sealed class TreeLeaf(int rowWords, int paddedColumns)
{
    public uint[] Rows { get; } = new uint[rowWords];

    public float[] Sums { get; } = new float[paddedColumns];

    public float[] Counts { get; } = new float[paddedColumns];

    /// <summary>Place of the leaf among the nodes of the tree.</summary>
    public int Node { get; set; }

    public int Depth { get; set; }

    /// <summary>Sum of the residuals of its rows.</summary>
    public float Total { get; set; }

    /// <summary>Number of its rows.</summary>
    public float Count { get; set; }

    /// <summary>Fall of the squared error by its best split; not positive when it has none.</summary>
    public float Gain { get; set; }

    /// <summary>The part of its best split.</summary>
    public int Part { get; set; }
}
