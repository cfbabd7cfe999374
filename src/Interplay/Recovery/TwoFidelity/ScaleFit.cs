using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.TwoFidelity;

/// <summary>Least squares of values on one or two predictors and a constant, with a penalty worth one row, so that a predictor without spread gets the scale 0.</summary>
/// <param name="Constant">The constant.</param>
/// <param name="Scales">One scale a predictor.</param>
/// <param name="Errors">Their standard errors.</param>
internal sealed record ScaleFit(double Constant, double[] Scales, double[] Errors)
{
    public static ScaleFit Of(double[][] predictors, double[] values, int[] rows)
    {
        int count = predictors.Length;
        double mean = Mean(values, rows);
        double[] centres = [.. predictors.Select(predictor => Mean(predictor, rows))];
        var gram = new double[count * count];
        var right = new double[count];
        foreach (int row in rows)
        {
            for (int i = 0; i < count; i++)
            {
                double x = predictors[i][row] - centres[i];
                right[i] += x * (values[row] - mean);
                for (int j = 0; j < count; j++)
                {
                    gram[i * count + j] += x * (predictors[j][row] - centres[j]);
                }
            }
        }

        for (int i = 0; i < count; i++)
        {
            double own = gram[i * (count + 1)];
            gram[i * (count + 1)] = own > 0 ? own * (1 + 1.0 / rows.Length) : 1;
        }

        Cholesky factor =
            Cholesky.Factor(gram, count) ?? Cholesky.Factor(gram, count, 1e-9 * gram[0])!;
        double[] scales = factor.Solve(right);
        double constant = mean;
        for (int i = 0; i < count; i++)
        {
            constant -= scales[i] * centres[i];
        }

        var fit = new ScaleFit(constant, scales, new double[count]);
        double variance =
            rows.Sum(row => Math.Pow(values[row] - fit.Predict(predictors, row), 2))
            / Math.Max(1, rows.Length - count - 1);
        for (int i = 0; i < count; i++)
        {
            var unit = new double[count];
            unit[i] = 1;
            fit.Errors[i] = Math.Sqrt(variance * factor.Solve(unit)[i]);
        }

        return fit;
    }

    /// <summary>The fitted value at a row.</summary>
    public double Predict(double[][] predictors, int row)
    {
        double sum = Constant;
        for (int i = 0; i < Scales.Length; i++)
        {
            sum += Scales[i] * predictors[i][row];
        }

        return sum;
    }

    private static double Mean(double[] values, int[] rows)
    {
        double sum = 0;
        foreach (int row in rows)
        {
            sum += values[row];
        }

        return sum / rows.Length;
    }
}
