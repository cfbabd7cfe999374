using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Recovery.Proxies;

/// <summary>
/// Sums coefficients by set. Sets form a prefix tree: a set is its parts but the largest, and the largest; so every key is one 64-bit word,
/// whatever the order and the number of parts, in an open hash table.
/// </summary>
internal sealed class TermTable
{
    private const int PartBits = 24;

    private readonly List<ulong> _keys = [0];
    private double[] _sums = new double[64];
    private int[] _slots = new int[128];

    /// <summary>The node of the empty set.</summary>
    public const int Empty = 0;

    /// <summary>The set <paramref name="set"/> with a part larger than all of its own.</summary>
    public int With(int set, int part)
    {
        ulong key = ((ulong)(uint)set << PartBits | (uint)part) + 1;
        int slot = Slot(key);
        while (_slots[slot] != 0)
        {
            if (_keys[_slots[slot]] == key)
            {
                return _slots[slot];
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        int node = _keys.Count;
        _keys.Add(key);
        _slots[slot] = node;
        if (node >= _sums.Length)
        {
            Array.Resize(ref _sums, _sums.Length * 2);
            Rehash();
        }

        return node;
    }

    /// <summary>Adds to the coefficient of a set.</summary>
    public void Add(int set, double amount) => _sums[set] += amount;

    /// <summary>The terms up to an order whose coefficient is not zero, without the constant, largest first; ties in the order of the sets.</summary>
    public List<SpectrumTerm> Largest(int limit, int maxOrder)
    {
        var order = new int[_keys.Count];
        var found = new List<(double Size, int Node)>();
        for (int node = 1; node < _keys.Count; node++)
        {
            order[node] = order[(int)((_keys[node] - 1) >> PartBits)] + 1;
            if (_sums[node] != 0 && order[node] <= maxOrder)
            {
                found.Add((Math.Abs(_sums[node]), node));
            }
        }

        found.Sort(static (a, b) => b.Size.CompareTo(a.Size));
        var terms = new List<SpectrumTerm>(Math.Min(limit, found.Count));
        for (int i = 0; i < found.Count && i < limit; i++)
        {
            terms.Add(new SpectrumTerm(Set(found[i].Node, order), _sums[found[i].Node]));
        }

        terms.Sort(
            static (a, b) =>
            {
                int bySize = Math.Abs(b.Coefficient).CompareTo(Math.Abs(a.Coefficient));
                return bySize != 0 ? bySize : a.Parts.CompareTo(b.Parts);
            }
        );
        return terms;
    }

    private PartSet Set(int node, int[] order)
    {
        var parts = new int[order[node]];
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            ulong key = _keys[node] - 1;
            parts[i] = (int)(key & ((1UL << PartBits) - 1));
            node = (int)(key >> PartBits);
        }

        return PartSet.Of(parts);
    }

    private int Slot(ulong key) => (int)(StableHash.Mix(key) & (ulong)(_slots.Length - 1));

    private void Rehash()
    {
        _slots = new int[_sums.Length * 2];
        for (int node = 1; node < _keys.Count; node++)
        {
            int slot = Slot(_keys[node]);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = node;
        }
    }
}
