using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Interplay.Masks;
using Interplay.Recovery.Bits;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.Transforms;

namespace Interplay.Recovery.Regression;

/// <summary>
/// The terms a lasso updates, with their correlations kept up to date through rows of the Gram matrix that are made when needed. Correlations
/// are in single precision and are handed in anew after each round, so that nothing drifts.
/// </summary>
internal sealed class WorkingSet
{
    private readonly ColumnBlocks _blocks;
    private readonly double[] _centred;
    private readonly Dictionary<long, int> _places = [];
    private readonly List<(int First, int Second)> _terms = [];
    private readonly List<ulong[]> _signs = [];
    private readonly List<uint[]> _signBlocks = [];
    private readonly List<float[]> _gram = [];
    private readonly List<int> _known = [];
    private float[] _means = new float[16];
    private float[] _gradient = new float[16];
    private double[] _weights = new double[16];

    public WorkingSet(ColumnBlocks blocks, double[] centred)
    {
        _blocks = blocks;
        _centred = centred;
    }

    public int Count => _terms.Count;

    /// <summary>Adds a single (first = -1) or a pair, unless it is there.</summary>
    /// <param name="first">The lower part of a pair, or -1.</param>
    /// <param name="second">The part.</param>
    /// <param name="correlation">Mean of its character times what the current solution leaves of the values.</param>
    public void Add(int first, int second, float correlation)
    {
        long key = (long)(first + 1) * _blocks.ColumnCount + second;
        if (!_places.TryAdd(key, Count))
        {
            return;
        }

        BitColumns columns = _blocks.Columns;
        ulong[] signs = columns.Column(second).ToArray();
        if (first >= 0)
        {
            TensorPrimitives.Xor<ulong>(signs, columns.Column(first), signs);
        }

        int place = Count;
        _terms.Add((first, second));
        _signs.Add(signs);
        _gram.Add([]);
        _known.Add(0);
        if (place == _gradient.Length)
        {
            Array.Resize(ref _gradient, place * 2);
            Array.Resize(ref _weights, place * 2);
            Array.Resize(ref _means, place * 2);
        }

        int lane = place % ColumnBlocks.Lanes;
        if (lane == 0)
        {
            _signBlocks.Add(new uint[_blocks.RowWords * ColumnBlocks.Lanes]);
        }

        uint[] block = _signBlocks[^1];
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<ulong, uint>(signs);
        int ones = 0;
        for (int word = 0; word < _blocks.RowWords; word++)
        {
            block[word * ColumnBlocks.Lanes + lane] = words[word];
            ones += BitOperations.PopCount(words[word]);
        }

        _means[place] = (float)(1 - 2.0 * ones / _centred.Length);
        _gradient[place] = correlation;
    }

    /// <summary>Takes over the correlations with what the current solution leaves.</summary>
    /// <param name="correlations">As <see cref="PairCorrelations.Values"/>.</param>
    /// <param name="width">Length of a row of them.</param>
    public void Refresh(ReadOnlySpan<float> correlations, int width)
    {
        for (int term = 0; term < Count; term++)
        {
            (int first, int second) = _terms[term];
            _gradient[term] = correlations[(first + 1) * width + second];
        }
    }

    /// <summary>Sweeps over the terms until no coefficient moves by more than the tolerance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Descend(double penalty, double tolerance)
    {
        // Sweeps over the terms in use until they settle, then one over all; at most so many in total.
        bool all = true;
        for (int sweep = 0; sweep < 2000; sweep++)
        {
            double moved = 0;
            for (int term = 0; term < Count; term++)
            {
                if (all || _weights[term] != 0)
                {
                    moved = Math.Max(moved, Step(term, penalty));
                }
            }

            if (moved <= tolerance)
            {
                if (all)
                {
                    return;
                }

                all = true;
            }
            else
            {
                all = false;
            }
        }
    }

    /// <summary>What the current coefficients leave of the values; its mean is zero.</summary>
    public double[] Residuals()
    {
        double[] residuals = [.. _centred];
        for (int term = 0; term < Count; term++)
        {
            if (_weights[term] != 0)
            {
                SignedSums.Add(_signs[term], -_weights[term], residuals);
            }
        }

        double mean = TensorPrimitives.Sum<double>(residuals) / residuals.Length;
        TensorPrimitives.Subtract(residuals, mean, residuals);
        return residuals;
    }

    /// <summary>The current solution.</summary>
    public LassoPoint Point(double penalty, double mean)
    {
        var terms = new List<PartSet>();
        var coefficients = new List<double>();
        for (int term = 0; term < Count; term++)
        {
            if (_weights[term] != 0)
            {
                (int first, int second) = _terms[term];
                terms.Add(first < 0 ? PartSet.Of(second) : PartSet.Of(first, second));
                coefficients.Add(_weights[term]);
                mean -= _weights[term] * ExactMean(term);
            }
        }

        return new LassoPoint(penalty, [.. terms], [.. coefficients], mean);
    }

    private double ExactMean(int term) =>
        1 - 2.0 * TensorPrimitives.PopCount<ulong>(_signs[term]) / _centred.Length;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Step(int term, double penalty)
    {
        double norm = 1 - _means[term] * _means[term];
        if (norm < 1e-6)
        {
            return 0;
        }

        double old = _weights[term];
        double target = _gradient[term] + norm * old;
        double next =
            target > penalty ? (target - penalty) / norm
            : target < -penalty ? (target + penalty) / norm
            : 0;
        double step = next - old;
        if (step != 0)
        {
            _weights[term] = next;
            float[] row = GramRow(term);
            DenseKernels.SubtractRows(
                row,
                row.Length,
                [(float)step],
                1,
                _gradient.AsSpan(0, row.Length)
            );
        }

        return Math.Abs(step);
    }

    /// <summary>Covariances of one character with all in the set, made in blocks of 16; entries past the last term mean nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float[] GramRow(int term)
    {
        float[] row = _gram[term];
        int known = _known[term];
        if (known == Count)
        {
            return row;
        }

        int wanted = _signBlocks.Count * ColumnBlocks.Lanes;
        if (row.Length < wanted)
        {
            Array.Resize(ref row, wanted);
            _gram[term] = row;
        }

        ReadOnlySpan<uint> signs = MemoryMarshal.Cast<ulong, uint>(_signs[term]);
        float own = _means[term];
        float scale = -2f / _centred.Length;
        Span<int> counts = stackalloc int[ColumnBlocks.Lanes];
        for (int block = known / ColumnBlocks.Lanes; block < _signBlocks.Count; block++)
        {
            BitDifferences.Count(_signBlocks[block], signs, counts);
            for (int lane = 0; lane < counts.Length; lane++)
            {
                int other = block * ColumnBlocks.Lanes + lane;
                row[other] = 1 + scale * counts[lane] - own * _means[other];
            }
        }

        _known[term] = Count;
        return row;
    }
}
