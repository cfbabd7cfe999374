using System.Numerics.Tensors;
using Interplay.Masks;

namespace Interplay.Recovery.Proxies;

/// <summary>The terms a lasso updates, with their correlations kept up to date through rows of the Gram matrix that are made when needed.</summary>
internal sealed class WorkingSet
{
    private readonly ColumnBlocks _blocks;
    private readonly double[] _centred;
    private readonly Dictionary<long, int> _places = [];
    private readonly List<(int First, int Second)> _terms = [];
    private readonly List<ulong[]> _signs = [];
    private readonly List<double> _means = [];
    private readonly List<double[]?> _gram = [];
    private double[] _gradient = new double[16];
    private double[] _weights = new double[16];

    public WorkingSet(ColumnBlocks blocks, double[] centred)
    {
        _blocks = blocks;
        _centred = centred;
    }

    public int Count => _terms.Count;

    /// <summary>Adds a single (first = -1) or a pair, unless it is there or constant over the masks.</summary>
    public void Add(int first, int second)
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
        _means.Add(1 - 2.0 * PopCount(signs) / _centred.Length);
        _gram.Add(null);
        if (place == _gradient.Length)
        {
            Array.Resize(ref _gradient, place * 2);
            Array.Resize(ref _weights, place * 2);
        }

        _gradient[place] = SignedMean(signs, _centred);
        for (int other = 0; other < place; other++)
        {
            if (_weights[other] != 0)
            {
                _gradient[place] -= _weights[other] * Gram(other, place);
            }
        }
    }

    /// <summary>Sweeps over the terms until no coefficient moves by more than the tolerance.</summary>
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
        double shift = 0;
        for (int term = 0; term < Count; term++)
        {
            double weight = _weights[term];
            if (weight == 0)
            {
                continue;
            }

            shift += weight * _means[term];
            AddSigned(_signs[term], -weight, residuals);
        }

        TensorPrimitives.Add(residuals, shift, residuals);
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
                mean -= _weights[term] * _means[term];
            }
        }

        return new LassoPoint(penalty, [.. terms], [.. coefficients], mean);
    }

    private double Step(int term, double penalty)
    {
        double norm = 1 - _means[term] * _means[term];
        if (norm < 1e-9)
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
            double[] row = GramRow(term);
            Span<double> gradient = _gradient.AsSpan(0, Count);
            TensorPrimitives.MultiplyAdd(row.AsSpan(0, Count), -step, gradient, gradient);
        }

        return Math.Abs(step);
    }

    private double[] GramRow(int term)
    {
        double[]? row = _gram[term];
        int known = row?.Length ?? 0;
        if (row is null || known < Count)
        {
            Array.Resize(ref row, Count);
            for (int other = known; other < Count; other++)
            {
                row[other] = Gram(term, other);
            }

            _gram[term] = row;
        }

        return row;
    }

    /// <summary>Covariance of two characters over the masks.</summary>
    private double Gram(int i, int j)
    {
        double differ = TensorPrimitives.HammingBitDistance<ulong>(_signs[i], _signs[j]);
        return 1 - 2 * differ / _centred.Length - _means[i] * _means[j];
    }

    private static int PopCount(ReadOnlySpan<ulong> words)
    {
        int count = 0;
        foreach (ulong word in words)
        {
            count += System.Numerics.BitOperations.PopCount(word);
        }

        return count;
    }

    private static double SignedMean(ReadOnlySpan<ulong> signs, ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (int row = 0; row < values.Length; row++)
        {
            sum += Flip(values[row], signs, row);
        }

        return sum / values.Length;
    }

    private static void AddSigned(ReadOnlySpan<ulong> signs, double weight, Span<double> target)
    {
        for (int row = 0; row < target.Length; row++)
        {
            target[row] += Flip(weight, signs, row);
        }
    }

    private static double Flip(double value, ReadOnlySpan<ulong> signs, int row) =>
        BitConverter.UInt64BitsToDouble(
            BitConverter.DoubleToUInt64Bits(value) ^ (signs[row >> 6] >> (row & 63) << 63)
        );
}
