using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.Blend;

/// <summary>
/// Weights of the members of a blend from their out-of-fold predictions: least squares, not negative, with a Gaussian prior around given
/// weights, so that members that cannot be told apart share, and none is trusted on noise alone.
/// </summary>
internal static class BlendWeights
{
    /// <summary>Prior standard deviation of each weight.</summary>
    private const double PriorDeviation = 0.1;

    /// <summary>Fits the weights.</summary>
    /// <param name="members">Out-of-fold predictions, one array a member.</param>
    /// <param name="values">Standardised values.</param>
    /// <param name="centre">The weights of the prior.</param>
    public static double[] Fit(IReadOnlyList<double[]> members, double[] values, double[] centre)
    {
        int count = members.Count;
        int rows = values.Length;
        double best = members.Min(member => Error(member, values));
        double shrink = Math.Max(best, 1e-12) / (rows * PriorDeviation * PriorDeviation);
        var gram = new double[count * count];
        var right = new double[count];
        for (int i = 0; i < count; i++)
        {
            for (int row = 0; row < rows; row++)
            {
                right[i] += members[i][row] * values[row] / rows;
            }

            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int row = 0; row < rows; row++)
                {
                    sum += members[i][row] * members[j][row] / rows;
                }

                gram[i * count + j] = sum;
                gram[j * count + i] = sum;
            }

            gram[i * count + i] += shrink;
            right[i] += shrink * centre[i];
        }

        return NotNegative(gram, right, count);
    }

    /// <summary>Active sets by leaving out the most negative weight until none is left; a handful of members needs no more.</summary>
    private static double[] NotNegative(double[] gram, double[] right, int count)
    {
        var active = new List<int>(Enumerable.Range(0, count));
        while (true)
        {
            int size = active.Count;
            var inner = new double[size * size];
            var target = new double[size];
            for (int i = 0; i < size; i++)
            {
                target[i] = right[active[i]];
                for (int j = 0; j < size; j++)
                {
                    inner[i * size + j] = gram[active[i] * count + active[j]];
                }
            }

            double[] solution = (
                Cholesky.Factor(inner, size) ?? Cholesky.Factor(inner, size, 1e-9 * inner[0])!
            ).Solve(target);
            int lowest = Array.IndexOf(solution, solution.Min());
            if (solution[lowest] >= 0 || size == 1)
            {
                var weights = new double[count];
                for (int i = 0; i < size; i++)
                {
                    weights[active[i]] = Math.Max(0, solution[i]);
                }

                return weights;
            }

            active.RemoveAt(lowest);
        }
    }

    private static double Error(double[] member, double[] values) =>
        member
            .Zip(values, static (predicted, value) => (value - predicted) * (value - predicted))
            .Average();
}
