using System.Numerics.Tensors;
using Interplay.Training.Tables;

namespace Interplay.Training.Refits;

/// <summary>Test rows with a constant 1 before their features, for linear scores.</summary>
internal sealed class TestRows
{
    private readonly double[] _rows;
    private readonly int _width;

    public TestRows(TrainingData test)
    {
        _width = test.ColumnCount + 1;
        _rows = new double[test.RowCount * _width];
        for (int row = 0; row < test.RowCount; row++)
        {
            PartRows.WithConstant(test.Row(row), _rows.AsSpan(row * _width, _width));
        }
    }

    public void Score(ReadOnlySpan<double> weights, Span<double> scores)
    {
        for (int row = 0; row < scores.Length; row++)
        {
            scores[row] = TensorPrimitives.Dot(_rows.AsSpan(row * _width, _width), weights);
        }
    }
}
