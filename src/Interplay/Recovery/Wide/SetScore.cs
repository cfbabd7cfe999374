using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.Transforms;

namespace Interplay.Recovery.Wide;

/// <summary>
/// The exact score of a set: sum over all rows of the residual times prod (z_i - mu_i)/sigma_i, in standard errors. The product is expanded over the
/// subsets of the set, so that each costs one pass of signed sums.
/// </summary>
internal static class SetScore
{
    /// <param name="columns">The masks.</param>
    /// <param name="shares">Means and deviations of the columns.</param>
    /// <param name="residual">What is left of an output.</param>
    /// <param name="deviation">Standard deviation of the residual.</param>
    /// <param name="set">The set.</param>
    /// <returns>A standard normal number where the set has no part in the output; 0 where a part is never, or always, kept.</returns>
    public static double Of(
        BitColumns columns,
        ColumnShares shares,
        ReadOnlySpan<double> residual,
        double deviation,
        PartSet set
    )
    {
        ReadOnlySpan<int> parts = set.Parts;
        var column = new ulong[columns.WordsPerColumn];
        double sum = 0;
        for (int subset = 0; subset < 1 << parts.Length; subset++)
        {
            Array.Clear(column);
            double weight = 1;
            for (int place = 0; place < parts.Length; place++)
            {
                if ((subset >> place & 1) != 0)
                {
                    TensorPrimitives.Xor(column, columns.Column(parts[place]), column);
                }
                else
                {
                    weight *= -shares.Means[parts[place]];
                }
            }

            if (weight != 0)
            {
                sum += weight * SignedSums.Sum(column, residual);
            }
        }

        double scale = deviation * Math.Sqrt(residual.Length);
        foreach (int part in parts)
        {
            scale *= shares.Deviations[part];
        }

        return scale == 0 ? 0 : sum / scale;
    }
}
