namespace Interplay.Recovery.Spex;

/// <summary>One subsampling group: the masks M l + d for all l in {0,1}^b and all delays d, of which U[d,j] are the bins.</summary>
/// <param name="Bits">b: the group has 2^b bins.</param>
/// <param name="PartBins">Row i of M as a number: the bin that the set {i} falls in. The bin of a set is the exclusive or over its parts.</param>
/// <param name="Rows">Row of the plan that holds M l + d, at position l times the number of delays plus d.</param>
internal sealed record CodedGroup(int Bits, int[] PartBins, int[] Rows)
{
    public int BinCount => 1 << Bits;

    public int BinOf(ReadOnlySpan<int> parts)
    {
        int bin = 0;
        foreach (int part in parts)
        {
            bin ^= PartBins[part];
        }

        return bin;
    }
}
