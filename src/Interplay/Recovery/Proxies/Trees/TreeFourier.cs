using System.Runtime.CompilerServices;

namespace Interplay.Recovery.Proxies.Trees;

/// <summary>
/// The exact Fourier spectrum of a tree (Gorji et al., 2024, arXiv 2410.06300; ProxySPEX, section 4): with L the side where part i is absent
/// and R where it is present, out[S] = (L[S] + R[S])/2 and out[S + i] = (L[S] - R[S])/2. Unrolled over the inner nodes: a node on part i at
/// depth k, whose sides have the means l and r, adds (l - r)/2 chi_i times the product of (1 + s_a chi_a)/2 over its ancestors a, s_a = 1 on
/// the absent side and -1 on the present one. That is 2^k terms an inner node instead of 2^depth a leaf.
/// </summary>
internal sealed class TreeFourier
{
    private readonly TermTable _table = new();
    private readonly List<(int Part, int Sign)> _path = [];
    private int[] _sets = new int[64];
    private double[] _amounts = new double[64];

    /// <summary>The coefficients summed over all trees added so far.</summary>
    public TermTable Terms => _table;

    /// <summary>Adds the spectrum of one tree, multiplied by <paramref name="scale"/>.</summary>
    public void Add(RegressionTree tree, double scale = 1) =>
        _table.Add(TermTable.Empty, Visit(tree.Nodes, 0, scale));

    /// <summary>Adds the terms below a node and returns its mean over uniform masks.</summary>
    private double Visit(ReadOnlySpan<TreeNode> nodes, int node, double scale)
    {
        TreeNode here = nodes[node];
        if (here.IsLeaf)
        {
            return scale * here.Value;
        }

        int place = _path.FindIndex(step => step.Part > here.Part);
        place = place < 0 ? _path.Count : place;
        _path.Insert(place, (here.Part, 1));
        double absent = Visit(nodes, here.Absent, scale);
        _path[place] = (here.Part, -1);
        double present = Visit(nodes, here.Present, scale);
        _path[place] = (here.Part, 0);
        AddNode((absent - present) / 2);
        _path.RemoveAt(place);
        return (absent + present) / 2;
    }

    /// <summary>Adds one inner node: all subsets of its ancestors together with its own part, which the path marks with the sign 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddNode(double difference)
    {
        int size = 1 << (_path.Count - 1);
        if (_sets.Length < size)
        {
            _sets = new int[size];
            _amounts = new double[size];
        }

        _sets[0] = TermTable.Empty;
        _amounts[0] = difference / size;
        int count = 1;
        foreach ((int part, int sign) in _path)
        {
            if (sign == 0)
            {
                for (int i = 0; i < count; i++)
                {
                    _sets[i] = _table.With(_sets[i], part);
                }

                continue;
            }

            for (int i = 0; i < count; i++)
            {
                _sets[count + i] = _table.With(_sets[i], part);
                _amounts[count + i] = sign * _amounts[i];
            }

            count *= 2;
        }

        for (int i = 0; i < count; i++)
        {
            _table.Add(_sets[i], _amounts[i]);
        }
    }
}
