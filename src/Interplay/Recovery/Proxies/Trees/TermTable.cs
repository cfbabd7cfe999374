using System.Runtime.CompilerServices;
using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Recovery.Proxies.Trees;

/// <summary>
/// Sums coefficients by set. Sets form a prefix tree: a set is its parts but the largest, and the largest; so every key is one 64-bit word,
/// whatever the order and the number of parts, in an open hash table.
/// </summary>
internal sealed class TermTable
{
    private const int PartBits = 24;

    private ulong[] _keys = new ulong[64];
    private int _count = 1;
    private double[] _sums = new double[64];
    private int[] _slots = new int[256];

    /// <summary>The node of the empty set.</summary>
    public const int Empty = 0;

    /// <summary>The set <paramref name="set"/> with a part larger than all of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int With(int set, int part)
    {
        ulong key = ((ulong)(uint)set << PartBits | (uint)part) + 1;
        int[] slots = _slots;
        ulong[] keys = _keys;
        int slot = Slot(key);
        while (slots[slot] is > 0 and int known)
        {
            if (keys[known] == key)
            {
                return known;
            }

            slot = (slot + 1) & (slots.Length - 1);
        }

        int node = _count++;
        if (node == keys.Length)
        {
            Array.Resize(ref _sums, 2 * node);
            Array.Resize(ref _keys, 2 * node);
            _keys[node] = key;
            Rehash();
        }
        else
        {
            keys[node] = key;
            slots[slot] = node;
        }

        return node;
    }

    /// <summary>The coefficient of the empty set.</summary>
    public double Constant => _sums[Empty];

    /// <summary>Adds to the coefficient of a set.</summary>
    public void Add(int set, double amount) => _sums[set] += amount;

    /// <summary>The terms up to an order whose coefficient is not zero, without the constant, largest first; ties in the order of the sets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public List<SpectrumTerm> Largest(int limit, int maxOrder)
    {
        var order = new int[_count];
        var largest = new PriorityQueue<int, double>();
        for (int node = 1; node < _count; node++)
        {
            order[node] = order[(int)((_keys[node] - 1) >> PartBits)] + 1;
            double size = Math.Abs(_sums[node]);
            if (size == 0 || order[node] > maxOrder)
            {
                continue;
            }

            if (largest.Count < limit)
            {
                largest.Enqueue(node, size);
            }
            else if (largest.TryPeek(out _, out double least) && size > least)
            {
                largest.EnqueueDequeue(node, size);
            }
        }

        var terms = new List<SpectrumTerm>(largest.Count);
        foreach ((int node, _) in largest.UnorderedItems)
        {
            terms.Add(new SpectrumTerm(Set(node, order), _sums[node]));
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rehash()
    {
        _slots = new int[_sums.Length * 4];
        for (int node = 1; node < _count; node++)
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
