namespace Interplay.Recovery.Proxies.Trees;

/// <summary>How large one tree may grow and how fast it learns.</summary>
/// <param name="MaxDepth">Most splits on a path.</param>
/// <param name="MaxLeaves">Most leaves; the leaf with the largest gain is split first.</param>
/// <param name="MinLeafRows">Fewest masks in a leaf.</param>
/// <param name="Rate">Learning rate: the share of a leaf's mean that is added.</param>
/// <param name="Penalty">L2 penalty: added to the masks of a leaf in the denominator of its mean.</param>
internal sealed record TreeShape(
    int MaxDepth,
    int MaxLeaves,
    int MinLeafRows,
    float Rate,
    float Penalty
);
