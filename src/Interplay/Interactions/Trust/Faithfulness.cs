using Interplay.Masks;

namespace Interplay.Interactions.Trust;

/// <summary>How well predictions match values at masks that were not learned from.</summary>
public sealed record Faithfulness
{
    /// <summary>
    /// R2 = 1 - |f - fhat|^2 / |f - mean f|^2 with a 90 % interval; 1 is perfect, 0 no better than the mean, negative worse. Null with fewer than
    /// 3 masks or when all values are equal.
    /// <para>
    /// The interval is Student's t with count - 1 degrees of freedom on log(1 - R2), a difference of logs of two means, by the delta method: the
    /// influence of row i is e_i^2 / mean e^2 - d_i^2 / mean d^2, e the errors and d the deviations from the mean. On the log scale the ends
    /// stay below 1. Each row is weighted by its own influence, so no shape of the errors is assumed, only that held-out masks are independent.
    /// </para>
    /// </summary>
    public required Interval? R2 { get; init; }

    /// <summary>Normalised squared error |f - fhat|^2 / |f|^2; null when all values are 0.</summary>
    public required double? Nmse { get; init; }

    /// <summary>Number of masks it was measured on.</summary>
    public required int Count { get; init; }

    /// <summary>Scores a spectrum on held-out masks.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="heldOut">Masks it was not learned from, uniform and independent.</param>
    /// <param name="values">The true value at each of them.</param>
    public static Faithfulness Measure(
        Spectrum spectrum,
        MaskMatrix heldOut,
        ReadOnlySpan<double> values
    )
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        ArgumentNullException.ThrowIfNull(heldOut);
        return Measure(spectrum.Evaluate(heldOut), values);
    }

    /// <summary>Scores what a fit left of each value, as cross-validation gives it.</summary>
    /// <param name="residuals">Value minus prediction, one a mask.</param>
    /// <param name="actual">f, one a mask, finite.</param>
    internal static Faithfulness OfResiduals(
        ReadOnlySpan<double> residuals,
        ReadOnlySpan<double> actual
    )
    {
        var predicted = new double[actual.Length];
        System.Numerics.Tensors.TensorPrimitives.Subtract(actual, residuals, predicted);
        return Measure(predicted, actual);
    }

    /// <summary>Scores predictions.</summary>
    /// <param name="predicted">fhat, one a mask.</param>
    /// <param name="actual">f, one a mask, finite.</param>
    public static Faithfulness Measure(ReadOnlySpan<double> predicted, ReadOnlySpan<double> actual)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            predicted.Length,
            actual.Length,
            nameof(predicted)
        );
        int count = actual.Length;
        double mean = 0;
        double energy = 0;
        double error = 0;
        for (int i = 0; i < count; i++)
        {
            mean += actual[i] / count;
            energy += actual[i] * actual[i];
            double e = actual[i] - predicted[i];
            error += e * e;
        }

        double spread = 0;
        for (int i = 0; i < count; i++)
        {
            double d = actual[i] - mean;
            spread += d * d;
        }

        return new Faithfulness
        {
            R2 =
                count < 3 || spread <= count * 1e-30 * energy
                    ? null
                    : R2Interval(predicted, actual, mean, error / count, spread / count),
            Nmse = energy == 0 ? null : error / energy,
            Count = count,
        };
    }

    private static Interval R2Interval(
        ReadOnlySpan<double> predicted,
        ReadOnlySpan<double> actual,
        double mean,
        double meanError,
        double meanSpread
    )
    {
        if (meanError == 0)
        {
            return new Interval(1, 1, 1);
        }

        int count = actual.Length;
        double variance = 0;
        for (int i = 0; i < count; i++)
        {
            double e = actual[i] - predicted[i];
            double d = actual[i] - mean;
            double influence = e * e / meanError - d * d / meanSpread;
            variance += influence * influence / (count - 1);
        }

        double half = NormalDistribution.StudentUpper95(count - 1) * Math.Sqrt(variance / count);
        double unexplained = meanError / meanSpread;
        return new Interval(
            1 - unexplained,
            1 - unexplained * Math.Exp(half),
            1 - unexplained * Math.Exp(-half)
        );
    }
}
