using System.Runtime.CompilerServices;
using Interplay.Recovery.Bits;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.Regression;

/// <summary>
/// Correlations of a residual with the characters of all single parts and, for order 2, of all pairs: for each part the residual times its
/// character goes through <see cref="ColumnSums"/>, which gives its pairs with all others at once.
/// </summary>
internal sealed class PairCorrelations
{
    private readonly ColumnBlocks _blocks;
    private readonly int _order;
    private readonly uint[] _all;

    public PairCorrelations(ColumnBlocks blocks, int order)
    {
        _blocks = blocks;
        _order = order;
        _all = new uint[blocks.RowWords];
        RowSelection.Fill(_all, blocks.RowCount);
        int rows = order > 1 ? blocks.ColumnCount : 0;
        Values = new float[checked((rows + 1) * blocks.PaddedColumns)];
    }

    /// <summary>
    /// Row 0 holds the singles; row i + 1 the pairs of part i with the parts above it. A row is <see cref="ColumnBlocks.PaddedColumns"/> long;
    /// entries that stand for no term are zero.
    /// </summary>
    public float[] Values { get; }

    /// <summary>Length of a row of <see cref="Values"/>.</summary>
    public int Width => _blocks.PaddedColumns;

    /// <summary>Fills <see cref="Values"/> with the mean of residual times character.</summary>
    /// <param name="residuals">One number a mask, with a mean of zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Update(ReadOnlySpan<double> residuals)
    {
        var weights = new float[_blocks.RowWords * 32];
        for (int row = 0; row < residuals.Length; row++)
        {
            weights[row] = (float)(residuals[row] / residuals.Length);
        }

        var tables = new float[ColumnSums.TableLength(_blocks)];
        Signed(weights, tables, Values.AsSpan(0, Width), 0);
        if (_order < 2)
        {
            return;
        }

        var flipped = new float[weights.Length];
        for (int part = 0; part < _blocks.ColumnCount - 1; part++)
        {
            SignFlip.Apply(weights, _blocks.Column(part), flipped);
            Signed(flipped, tables, Values.AsSpan((part + 1) * Width, Width), part + 1);
        }
    }

    /// <summary>Sum of weight times character: the total less twice the sum where the bit is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Signed(
        ReadOnlySpan<float> weights,
        Span<float> tables,
        Span<float> target,
        int first
    )
    {
        ColumnSums.Sum(_blocks, weights, _all, tables, target, first / ColumnBlocks.Lanes);
        float total = DenseKernels.Sum(weights);
        DenseKernels.Reflect(target, total);
        target[..first].Clear();
        target[_blocks.ColumnCount..].Clear();
    }
}
