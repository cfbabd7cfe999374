using System.Numerics.Tensors;
using Interplay.Interactions;

namespace Interplay.Recovery.ProxySpex;

/// <summary>R2 from out-of-fold residuals with its 90 % interval.</summary>
internal static class FitInterval
{
    private const double Quantile95 = 1.6448536269514722;

    /// <summary>
    /// R2 = 1 - sum e^2 / sum d^2 with d the deviation from the mean. The interval is the normal one for this ratio of means, linearised over
    /// the masks (delta method): variance = sum (e^2 - (1 - R2) d^2)^2 / (sum d^2)^2.
    /// </summary>
    public static Interval Of(ReadOnlySpan<double> values, ReadOnlySpan<double> residuals)
    {
        double mean = TensorPrimitives.Sum(values) / values.Length;
        double errors = 0;
        double total = 0;
        for (int row = 0; row < values.Length; row++)
        {
            errors += residuals[row] * residuals[row];
            total += (values[row] - mean) * (values[row] - mean);
        }

        double ratio = errors / total;
        double spread = 0;
        for (int row = 0; row < values.Length; row++)
        {
            double deviation = values[row] - mean;
            double pull = residuals[row] * residuals[row] - ratio * deviation * deviation;
            spread += pull * pull;
        }

        double half = Quantile95 * Math.Sqrt(spread) / total;
        return new Interval(1 - ratio, 1 - ratio - half, Math.Min(1, 1 - ratio + half));
    }
}
