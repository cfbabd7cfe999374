using System.Numerics.Tensors;
using Interplay.Recovery.Bits;
using Interplay.Recovery.Folds;
using Interplay.Recovery.Regression;

namespace Interplay.Recovery.Proxies;

/// <summary>A lasso path over the training side of one fold with its errors on the validation side; index 0 is the constant alone.</summary>
internal sealed record LassoFold(IReadOnlyList<LassoPoint> Points, IReadOnlyList<double> Errors)
{
    /// <summary>Walks the path until the validation error has risen this often in a row.</summary>
    private const int Patience = 2;

    public static LassoFold Run(
        FoldedValues data,
        int fold,
        int order,
        IReadOnlyList<double> penalties,
        CancellationToken cancellationToken
    )
    {
        MaskFold masks = data.Masks.Folds[fold];
        double[] values = data.Train(fold);
        double[] validation = data.Validation(fold);
        var path = new LassoPath(masks.Train, values, order);
        double mean = TensorPrimitives.Sum<double>(values) / values.Length;
        var points = new List<LassoPoint> { new(double.PositiveInfinity, [], [], mean) };
        var errors = new List<double> { Error(points[0], masks.Validation, validation) };
        int best = 0;
        foreach (double penalty in penalties)
        {
            if (points.Count - best > Patience || points[^1].Terms.Length > values.Length / 3)
            {
                break;
            }

            points.Add(path.Next(penalty, cancellationToken));
            errors.Add(Error(points[^1], masks.Validation, validation));
            if (errors[^1] < errors[best])
            {
                best = errors.Count - 1;
            }
        }

        return new LassoFold(points, errors);
    }

    private static double Error(LassoPoint point, ColumnBlocks masks, double[] values)
    {
        double[] residuals = point.Predict(masks.Columns);
        TensorPrimitives.Subtract(values, residuals, residuals);
        return TensorPrimitives.SumOfSquares<double>(residuals) / residuals.Length;
    }
}
