using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.Regression;

/// <summary>
/// Orders a pool of terms by orthogonal forward selection: each step takes the term that lowers the squared error of the refit most. This is
/// a Cholesky factorisation of the Gram matrix with pivots chosen by the right-hand side, so the refits of all shorter selections are
/// contained in it, and one pass over validation masks gives the error of every number of terms (orthogonal least squares, Chen, Billings and
/// Luo, 1989). In single precision: it only orders the terms, and the closing refit is exact.
/// </summary>
internal sealed class ForwardSelection
{
    private readonly PoolColumns _columns;
    private readonly double _mean;
    private readonly float[] _left;
    private readonly float[] _norms;
    private readonly float[] _floors;
    private readonly float[] _gains;
    private readonly float[] _factor;
    private readonly float[] _penalties;
    private readonly List<int> _taken;
    private readonly List<float> _weights = [];

    private ForwardSelection(
        PoolColumns columns,
        ReadOnlySpan<double> values,
        int limit,
        ReadOnlySpan<double> penalties
    )
    {
        _columns = columns;
        int width = columns.PaddedCount;
        limit = Math.Min(limit, columns.Pool.Count);
        _mean = TensorPrimitives.Sum(values) / values.Length;
        var centred = new double[values.Length];
        TensorPrimitives.Subtract(values, _mean, centred);
        _left = columns.Correlations(centred);
        _norms = new float[width];
        _floors = new float[width];
        _gains = new float[width];
        _penalties = new float[width];
        _factor = GC.AllocateUninitializedArray<float>(limit * width);
        _taken = new List<int>(limit);
        for (int term = 0; term < columns.Pool.Count; term++)
        {
            // A term that is constant over these masks, or equal to a combination taken before, is never taken.
            float mean = columns.Means[term];
            float norm = 1 - mean * mean;
            _penalties[term] = (float)penalties[term];
            _norms[term] = norm > 1e-6f ? norm + _penalties[term] : 0;
            _floors[term] = 1e-5f + _penalties[term];
        }
    }

    /// <summary>The terms in the order they were taken.</summary>
    public IReadOnlyList<PartSet> Terms => [.. _taken.Select(term => _columns.Pool[term])];

    /// <summary>Runs the selection.</summary>
    /// <param name="columns">The terms to choose from, each once, none empty, on the masks learned from.</param>
    /// <param name="values">One value a mask.</param>
    /// <param name="limit">Most terms taken.</param>
    /// <param name="penalties">Ridge penalty of each term relative to a Gram matrix with a diagonal of one.</param>
    public static ForwardSelection Run(
        PoolColumns columns,
        ReadOnlySpan<double> values,
        int limit,
        ReadOnlySpan<double> penalties
    )
    {
        var selection = new ForwardSelection(columns, values, limit, penalties);
        while (selection._taken.Count < limit && selection.Take() >= 0) { }

        return selection;
    }

    /// <summary>Runs the selection until it has taken a third more terms than predicted other masks best, and some more.</summary>
    /// <param name="columns">The terms to choose from, each once, none empty, on the masks learned from.</param>
    /// <param name="values">One value a mask.</param>
    /// <param name="limit">Most terms taken.</param>
    /// <param name="penalties">Ridge penalty of each term relative to a Gram matrix with a diagonal of one.</param>
    /// <param name="others">The same terms on the other masks.</param>
    /// <param name="otherValues">The values there.</param>
    /// <param name="errors">The mean squared error there with 0, 1, 2... terms.</param>
    public static ForwardSelection Validated(
        PoolColumns columns,
        ReadOnlySpan<double> values,
        int limit,
        ReadOnlySpan<double> penalties,
        PoolColumns others,
        ReadOnlySpan<double> otherValues,
        out List<double> errors
    )
    {
        const int Patience = 100;
        var selection = new ForwardSelection(columns, values, limit, penalties);
        SelectionWalk walk = selection.Walk(others, otherValues, limit);
        errors = [walk.Error];
        int best = 0;
        while (
            selection._taken.Count < limit
            && selection._taken.Count < best + best / 3 + Patience
            && selection.Take() >= 0
        )
        {
            selection.Follow(walk, selection._taken.Count - 1);
            errors.Add(walk.Error);
            best = errors[^1] < errors[best] ? errors.Count - 1 : best;
        }

        return selection;
    }

    /// <summary>What the first <paramref name="count"/> terms leave of the values on other masks.</summary>
    /// <param name="others">The pool on the other masks.</param>
    /// <param name="values">The values there.</param>
    /// <param name="count">How many terms.</param>
    public double[] Residuals(PoolColumns others, ReadOnlySpan<double> values, int count)
    {
        count = Math.Min(count, _taken.Count);
        SelectionWalk walk = Walk(others, values, count);
        for (int step = 0; step < count; step++)
        {
            Follow(walk, step);
        }

        var residuals = new double[values.Length];
        for (int row = 0; row < residuals.Length; row++)
        {
            residuals[row] = walk.Left[row];
        }

        return residuals;
    }

    private SelectionWalk Walk(PoolColumns others, ReadOnlySpan<double> values, int limit) =>
        new(others, values, _mean, Math.Min(limit, _columns.Pool.Count));

    private void Follow(SelectionWalk walk, int step)
    {
        int term = _taken[step];
        Span<float> entries = stackalloc float[step + 1];
        Entries(term, entries);
        walk.Step(term, _columns.Means[term], entries[..step], entries[step], _weights[step]);
    }

    /// <summary>The entries of one term in the first rows of the factor.</summary>
    private void Entries(int term, Span<float> entries)
    {
        for (int step = 0; step < entries.Length; step++)
        {
            entries[step] = _factor[step * _columns.PaddedCount + term];
        }
    }

    /// <summary>Takes the best term; negative when none is left. Its row of the factor is (G[pivot] - sum of earlier rows times their entry at the pivot) / sqrt(pivot).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Take()
    {
        int pivot = Best();
        if (pivot < 0)
        {
            return pivot;
        }

        int step = _taken.Count;
        int width = _columns.PaddedCount;
        float scale = 1 / MathF.Sqrt(_norms[pivot]);
        Span<float> row = _factor.AsSpan(step * width, width);
        TensorPrimitives.Multiply(_columns.Covariances(pivot), scale, row);
        row[pivot] += _penalties[pivot] * scale;
        Span<float> entries = stackalloc float[step];
        Entries(pivot, entries);
        DenseKernels.SubtractRows(_factor, width, entries, scale, row);
        float weight = _left[pivot] * scale;
        TakeOff(row, weight);
        _norms[pivot] = 0;
        _taken.Add(pivot);
        _weights.Add(weight);
        return pivot;
    }

    /// <summary>The term with the largest gain left^2 / norm, the first where several tie; negative when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Best()
    {
        ReadOnlySpan<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(_left);
        ReadOnlySpan<Vector<float>> norms = MemoryMarshal.Cast<float, Vector<float>>(
            _norms.AsSpan()
        );
        ReadOnlySpan<Vector<float>> floors = MemoryMarshal.Cast<float, Vector<float>>(_floors);
        Span<Vector<float>> gains = MemoryMarshal.Cast<float, Vector<float>>(_gains.AsSpan());
        Vector<float> most = Vector<float>.Zero;
        for (int i = 0; i < gains.Length; i++)
        {
            Vector<float> gain = Vector.ConditionalSelect(
                Vector.GreaterThan(norms[i], floors[i]),
                left[i] * left[i] / norms[i],
                Vector<float>.Zero
            );
            gains[i] = gain;
            most = Vector.Max(most, gain);
        }

        float largest = 0;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            largest = Math.Max(largest, most[lane]);
        }

        return largest > 0 ? _gains.AsSpan().IndexOf(largest) : -1;
    }

    /// <summary>Takes a row of the factor off what is left of the correlations and norms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeOff(ReadOnlySpan<float> row, float weight)
    {
        ReadOnlySpan<Vector<float>> rows = MemoryMarshal.Cast<float, Vector<float>>(row);
        Span<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(_left.AsSpan());
        Span<Vector<float>> norms = MemoryMarshal.Cast<float, Vector<float>>(_norms.AsSpan());
        for (int i = 0; i < rows.Length; i++)
        {
            left[i] -= weight * rows[i];
            norms[i] -= rows[i] * rows[i];
        }
    }
}
