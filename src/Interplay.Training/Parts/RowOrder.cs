using System.Numerics.Tensors;
using Interplay.Training.Tables;

namespace Interplay.Training.Parts;

/// <summary>Training rows from the nearest to the farthest (Euclidean); rows at equal distance by number.</summary>
internal static class RowOrder
{
    public static int[] ByDistance(TrainingData data, ReadOnlySpan<double> point)
    {
        var distances = new double[data.RowCount];
        var order = new int[data.RowCount];
        for (int row = 0; row < order.Length; row++)
        {
            distances[row] = TensorPrimitives.Distance(data.Row(row), point);
            order[row] = row;
        }

        Array.Sort(
            order,
            (a, b) =>
                distances[a].CompareTo(distances[b]) is var nearer && nearer != 0
                    ? nearer
                    : a.CompareTo(b)
        );
        return order;
    }
}
