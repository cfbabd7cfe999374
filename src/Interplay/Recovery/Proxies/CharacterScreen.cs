using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery.Bits;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.Proxies;

/// <summary>
/// Correlations of the values with every character up to an order, prefix by prefix: the values times the character of a prefix go through
/// <see cref="ColumnSums"/>, which gives the prefix with each further part at once.
/// </summary>
internal sealed class CharacterScreen
{
    private readonly ColumnBlocks _blocks;
    private readonly float[][] _weights;
    private readonly float[] _tables;
    private readonly float[] _sums;
    private readonly uint[] _all;
    private readonly int[] _prefix;
    private readonly float _threshold;
    private readonly List<SpectrumTerm> _found = [];

    private CharacterScreen(ColumnBlocks blocks, int order, float threshold)
    {
        _blocks = blocks;
        _threshold = threshold;
        _prefix = new int[order];
        _weights = new float[order][];
        for (int depth = 0; depth < order; depth++)
        {
            _weights[depth] = new float[blocks.RowWords * 32];
        }

        _tables = new float[ColumnSums.TableLength(blocks)];
        _sums = new float[blocks.PaddedColumns];
        _all = new uint[blocks.RowWords];
        RowSelection.Fill(_all, blocks.RowCount);
    }

    /// <summary>The terms whose correlation stands out from the largest that chance gives, strongest first.</summary>
    public static IReadOnlyList<SpectrumTerm> Strongest(
        ColumnBlocks blocks,
        ReadOnlySpan<double> values,
        int order,
        int limit
    )
    {
        double mean = TensorPrimitives.Sum(values) / values.Length;
        double count = 0;
        double ofOrder = 1;
        for (int k = 1; k <= order; k++)
        {
            ofOrder *= (blocks.ColumnCount - k + 1.0) / k;
            count += ofOrder;
        }

        double variance = 0;
        foreach (double value in values)
        {
            variance += (value - mean) * (value - mean) / values.Length;
        }

        double threshold = Math.Sqrt(2 * Math.Log(Math.Max(count, 2)) * variance / values.Length);
        var screen = new CharacterScreen(blocks, order, (float)threshold);
        for (int row = 0; row < values.Length; row++)
        {
            screen._weights[0][row] = (float)((values[row] - mean) / values.Length);
        }

        screen.Visit(0, 0);
        return
        [
            .. screen
                ._found.OrderByDescending(static term => Math.Abs(term.Coefficient))
                .ThenBy(static term => term.Parts)
                .Take(limit),
        ];
    }

    /// <summary>Looks at all terms that extend the first <paramref name="depth"/> parts of the prefix by parts from <paramref name="from"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Visit(int depth, int from)
    {
        float[] weights = _weights[depth];
        float total = DenseKernels.Sum(weights);
        ColumnSums.Sum(_blocks, weights, _all, _tables, _sums, from / ColumnBlocks.Lanes);
        for (int part = from; part < _blocks.ColumnCount; part++)
        {
            float correlation = total - 2 * _sums[part];
            if (Math.Abs(correlation) > _threshold)
            {
                _prefix[depth] = part;
                _found.Add(new SpectrumTerm(PartSet.Of(_prefix.AsSpan(0, depth + 1)), correlation));
            }
        }

        if (depth + 1 == _prefix.Length)
        {
            return;
        }

        for (int part = from; part < _blocks.ColumnCount - 1; part++)
        {
            _prefix[depth] = part;
            SignFlip.Apply(weights, _blocks.Column(part), _weights[depth + 1]);
            Visit(depth + 1, part + 1);
        }
    }
}
