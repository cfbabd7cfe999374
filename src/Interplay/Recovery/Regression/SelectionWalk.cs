using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.Regression;

/// <summary>
/// Follows a forward selection on masks that took no part in it: each term, orthogonalised as the selection did, is taken off what is left of
/// the values.
/// </summary>
internal sealed class SelectionWalk
{
    private readonly PoolColumns _columns;
    private readonly float[] _ones;
    private readonly float[] _left;
    private readonly float[] _directions;
    private int _steps;

    /// <param name="columns">The characters on the other masks.</param>
    /// <param name="values">One value a mask.</param>
    /// <param name="mean">The constant that the selection starts from.</param>
    /// <param name="limit">Most steps.</param>
    public SelectionWalk(PoolColumns columns, ReadOnlySpan<double> values, double mean, int limit)
    {
        _columns = columns;
        _ones = new float[columns.PaddedRows];
        _left = new float[columns.PaddedRows];
        _directions = GC.AllocateUninitializedArray<float>(limit * columns.PaddedRows);
        for (int row = 0; row < values.Length; row++)
        {
            _ones[row] = 1;
            _left[row] = (float)(values[row] - mean);
        }
    }

    /// <summary>What is left of the values.</summary>
    public ReadOnlySpan<float> Left => _left.AsSpan(0, _columns.RowCount);

    /// <summary>Mean square of what is left.</summary>
    public double Error => (double)TensorPrimitives.SumOfSquares<float>(_left) / _columns.RowCount;

    /// <summary>Takes the next term off.</summary>
    /// <param name="term">Its place in the pool.</param>
    /// <param name="mean">The mean of its character over the masks of the selection.</param>
    /// <param name="earlier">Its entries in the rows of the factor that the steps before gave.</param>
    /// <param name="root">Its own entry.</param>
    /// <param name="weight">The coefficient of its direction.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Step(int term, float mean, ReadOnlySpan<float> earlier, float root, float weight)
    {
        int width = _columns.PaddedRows;
        Span<float> direction = _directions.AsSpan(_steps * width, width);
        _columns.Sign(term, _ones, direction);
        for (int row = 0; row < _columns.RowCount; row++)
        {
            direction[row] = (direction[row] - mean) / root;
        }

        direction[_columns.RowCount..].Clear();
        DenseKernels.SubtractRows(_directions, width, earlier, 1 / root, direction);
        DenseKernels.SubtractRows(direction, width, [weight], 1, _left);
        _steps++;
    }
}
