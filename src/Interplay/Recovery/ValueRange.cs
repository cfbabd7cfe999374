using System.Globalization;
using System.Numerics.Tensors;

namespace Interplay.Recovery;

/// <summary>What values can be computed with: their squares, sums of which strengths and shares are made, must be numbers.</summary>
internal static class ValueRange
{
    private const double Largest = 1e140;
    private const double LeastDifference = 1e-140;

    /// <summary>Refuses values of one output that are too large, or differ by too little, for their squares.</summary>
    /// <param name="values">The values, all finite.</param>
    /// <param name="output">What the output is called, or its number.</param>
    /// <exception cref="InterplayException"><c>values-out-of-range</c>.</exception>
    public static void Require(ReadOnlySpan<double> values, string output)
    {
        if (values.IsEmpty)
        {
            return;
        }

        double least = TensorPrimitives.Min(values);
        double most = TensorPrimitives.Max(values);
        double size = Math.Max(Math.Abs(least), Math.Abs(most));
        // Sums of what is too large are no numbers, and compare with nothing.
        if (!(size <= Largest) || (most > least && most - least < LeastDifference))
        {
            throw new InterplayException(
                ErrorKind.Data,
                "values-out-of-range",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The values of output {output} go from {least:R} to {most:R}. Sizes up to {Largest:0e0} and differences from {LeastDifference:0e0} on can be computed with: change their unit."
                )
            );
        }
    }
}
