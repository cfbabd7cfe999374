using System.Numerics.Tensors;

namespace Interplay.Training.Findings;

/// <summary>Scores of a pair's contexts: without both, with the first, with the second, with both.</summary>
internal sealed class PairContexts(int first, int second, double[] values, int outputs)
{
    /// <summary>Reads the pair; null where neither changed anything.</summary>
    /// <param name="direction">Of their common effect, of length 1.</param>
    /// <param name="sums">Products and squares of their changes in other contexts.</param>
    public RowPair? Read(ReadOnlySpan<double> direction, (double Products, double Squares) sums)
    {
        int contexts = values.Length / outputs / 4;
        var interactions = new double[contexts];
        double own = 0;
        (double products, double squares) = sums;
        var changeOfFirst = new double[outputs];
        var changeOfSecond = new double[outputs];
        var beside = new double[outputs];
        for (int context = 0; context < contexts; context++)
        {
            TensorPrimitives.Subtract(Of(context, 1), Of(context, 0), changeOfFirst);
            TensorPrimitives.Subtract(Of(context, 2), Of(context, 0), changeOfSecond);
            TensorPrimitives.Subtract(Of(context, 3), Of(context, 1), beside);
            double alone = TensorPrimitives.Dot(changeOfSecond, direction);
            own += (alone + TensorPrimitives.Dot(changeOfFirst, direction)) / (2 * contexts);
            interactions[context] = TensorPrimitives.Dot(beside, direction) - alone;
            products += TensorPrimitives.Dot<double>(changeOfFirst, changeOfSecond);
            squares +=
                TensorPrimitives.SumOfSquares<double>(changeOfFirst)
                + TensorPrimitives.SumOfSquares<double>(changeOfSecond);
        }

        if (!(own > 0) || !(squares > 0))
        {
            return null;
        }

        (double mean, double error) = Averages.Of(interactions);
        return new RowPair(first, second, 2 * products / squares, mean / own, error / own);
    }

    private ReadOnlySpan<double> Of(int context, int which) =>
        values.AsSpan((4 * context + which) * outputs, outputs);
}
