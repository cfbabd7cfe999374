using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Training.Tables;

namespace Interplay.Training.Parts;

/// <summary>Lloyd's iterations (1982) from k-means++ seeds (Arthur and Vassilvitskii, 2007), until no row changes its cluster.</summary>
internal static class KMeans
{
    private const int MostIterations = 100;

    /// <summary>The cluster of each row, 0 to <paramref name="count"/> - 1.</summary>
    public static int[] Assign(TrainingData data, int count, ulong seed)
    {
        double[][] centres = Seeds(data, count, new SeededRandom(seed));
        var clusters = new int[data.RowCount];
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            bool hasChanged = iteration == 0;
            for (int row = 0; row < clusters.Length; row++)
            {
                int nearest = Nearest(centres, data.Row(row));
                hasChanged |= nearest != clusters[row];
                clusters[row] = nearest;
            }

            if (!hasChanged)
            {
                break;
            }

            Recentre(data, clusters, centres);
        }

        return clusters;
    }

    private static double[][] Seeds(TrainingData data, int count, SeededRandom random)
    {
        var centres = new double[count][];
        centres[0] = data.Row(random.NextInt(data.RowCount)).ToArray();
        var squares = new double[data.RowCount];
        Array.Fill(squares, double.PositiveInfinity);
        for (int centre = 1; centre < count; centre++)
        {
            for (int row = 0; row < squares.Length; row++)
            {
                double distance = TensorPrimitives.Distance(centres[centre - 1], data.Row(row));
                squares[row] = Math.Min(squares[row], distance * distance);
            }

            double left = random.NextDouble() * TensorPrimitives.Sum<double>(squares);
            int chosen = 0;
            while (chosen < squares.Length - 1 && (left -= squares[chosen]) > 0)
            {
                chosen++;
            }

            centres[centre] = data.Row(chosen).ToArray();
        }

        return centres;
    }

    private static int Nearest(double[][] centres, ReadOnlySpan<double> row)
    {
        int best = 0;
        double least = double.PositiveInfinity;
        for (int centre = 0; centre < centres.Length; centre++)
        {
            double distance = TensorPrimitives.Distance(centres[centre], row);
            if (distance < least)
            {
                (best, least) = (centre, distance);
            }
        }

        return best;
    }

    private static void Recentre(TrainingData data, int[] clusters, double[][] centres)
    {
        var sizes = new int[centres.Length];
        var sums = new double[centres.Length][];
        for (int row = 0; row < clusters.Length; row++)
        {
            double[] sum = sums[clusters[row]] ??= new double[data.ColumnCount];
            TensorPrimitives.Add(sum, data.Row(row), sum);
            sizes[clusters[row]]++;
        }

        for (int centre = 0; centre < centres.Length; centre++)
        {
            // A cluster that lost all of its rows stays where it is.
            if (sizes[centre] > 0)
            {
                TensorPrimitives.Divide(sums[centre], sizes[centre], centres[centre]);
            }
        }
    }
}
