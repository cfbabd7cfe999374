using System.Numerics;
using Interplay.Masks;

namespace Interplay.Llm.Documents;

/// <summary>
/// Documents that act on one another: the values of all their subsets, with every other document kept, as shares of what the group gives. A share of two thirds
/// is most, of a third is little; where every subset is one or the other the group is a logical rule and is said as one.
/// </summary>
internal sealed class DocumentGroup
{
    /// <summary>2^12 subsets; larger groups are described pair by pair.</summary>
    public const int MostDocuments = 12;

    private const double Little = 1.0 / 3;
    private const double Most = 2.0 / 3;

    private readonly int[] _documents;
    private readonly double[] _shares;

    public DocumentGroup(DocumentFunction function, int[] documents)
    {
        _documents = documents;
        int size = documents.Length;
        int all = (1 << size) - 1;
        var values = new double[all + 1];
        for (int kept = 0; kept <= all; kept++)
        {
            values[kept] = function.Without(Members(all & ~kept).Parts);
        }

        Gain = values[all] - values[0];
        Spread = values.Max() - values.Min();
        _shares = [.. values.Select(value => (value - values[0]) / Gain)];
    }

    /// <summary>What the whole group gives over none of it, in the unit of the value.</summary>
    public double Gain { get; }

    /// <summary>The largest difference between any two subsets.</summary>
    public double Spread { get; }

    /// <summary>Whether every subset gives most or little, and more documents never give less: what a rule of "and" and "or" does.</summary>
    public bool IsRule()
    {
        for (int kept = 0; kept < _shares.Length; kept++)
        {
            if (_shares[kept] is > Little and < Most)
            {
                return false;
            }

            for (int rest = (_shares.Length - 1) & ~kept; rest != 0; rest &= rest - 1)
            {
                if (_shares[kept] >= Most && _shares[kept | (rest & -rest)] < Most)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The smallest sets that give most, smallest first: of a rule, its prime implicants.</summary>
    public IReadOnlyList<PartSet> Enough()
    {
        var found = new List<int>();
        foreach (
            int kept in Enumerable
                .Range(1, _shares.Length - 1)
                .OrderBy(static kept => BitOperations.PopCount((uint)kept))
        )
        {
            if (_shares[kept] >= Most && found.TrueForAll(smaller => (smaller & ~kept) != 0))
            {
                found.Add(kept);
            }
        }

        return [.. found.Select(Members).Order()];
    }

    private PartSet Members(int bits)
    {
        var members = new List<int>();
        for (int rest = bits; rest != 0; rest &= rest - 1)
        {
            members.Add(_documents[BitOperations.TrailingZeroCount(rest)]);
        }

        return PartSet.Of([.. members]);
    }
}
