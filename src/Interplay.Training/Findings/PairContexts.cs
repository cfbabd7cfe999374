using System.Numerics.Tensors;

namespace Interplay.Training.Findings;

/// <summary>Scores of a pair's contexts: without both, with the first, with the second, with both.</summary>
internal sealed class PairContexts(int first, int second, double[] values, int outputs)
{
    /// <summary>
    /// Reads the pair; null where both together changed nothing. In each context the second difference is projected on what both do there
    /// together, u = v(S+i+j) - v(S): noise of a trainer then biases it in neither direction, since v(S) and v(S+i+j) stand in u with opposite
    /// signs and in the second difference with equal ones. The ratio to what one does alone has the standard error of a ratio of means (Cochran,
    /// 1977, 6.4).
    /// </summary>
    /// <param name="sums">Products and squares of their changes in other contexts.</param>
    public RowPair? Read((double Products, double Squares) sums)
    {
        int contexts = values.Length / outputs / 4;
        var interactions = new double[contexts];
        var alone = new double[contexts];
        (double products, double squares) = sums;
        var ofFirst = new double[outputs];
        var ofSecond = new double[outputs];
        var ofBoth = new double[outputs];
        for (int context = 0; context < contexts; context++)
        {
            TensorPrimitives.Subtract(Of(context, 1), Of(context, 0), ofFirst);
            TensorPrimitives.Subtract(Of(context, 2), Of(context, 0), ofSecond);
            TensorPrimitives.Subtract(Of(context, 3), Of(context, 0), ofBoth);
            products += TensorPrimitives.Dot<double>(ofFirst, ofSecond);
            squares +=
                TensorPrimitives.SumOfSquares<double>(ofFirst)
                + TensorPrimitives.SumOfSquares<double>(ofSecond);
            double joint = TensorPrimitives.Norm<double>(ofBoth);
            if (joint > 0)
            {
                double apart =
                    (
                        TensorPrimitives.Dot<double>(ofFirst, ofBoth)
                        + TensorPrimitives.Dot<double>(ofSecond, ofBoth)
                    ) / joint;
                alone[context] = apart / 2;
                interactions[context] = joint - apart;
            }
        }

        double own = alone.Average();
        if (!(own > 0))
        {
            return null;
        }

        double share = interactions.Average() / own;
        (_, double error) = Averages.Of([
            .. interactions.Zip(alone, (interaction, part) => (interaction - share * part) / own),
        ]);
        return new RowPair(first, second, 2 * products / squares, share, error);
    }

    private ReadOnlySpan<double> Of(int context, int which) =>
        values.AsSpan((4 * context + which) * outputs, outputs);
}
