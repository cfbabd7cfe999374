using System.Numerics.Tensors;
using Interplay.Masks;

namespace Interplay.Recovery.Wide;

/// <summary>
/// Mean and deviation of the sign z_i = 1 - 2 m_i of every part over the masks. A part that is kept with probability p has the mean 1 - 2p and the
/// variance 4p(1 - p); screens work with the centred sign, the basis that is orthogonal under such masks (O'Donnell, Analysis of Boolean
/// Functions, 2014, section 8.4).
/// </summary>
internal sealed class ColumnShares
{
    private ColumnShares(float[] means, float[] deviations)
    {
        Means = means;
        Deviations = deviations;
    }

    /// <summary>Mean of z_i.</summary>
    public float[] Means { get; }

    /// <summary>Standard deviation of z_i; 0 for a part that every mask keeps, or none.</summary>
    public float[] Deviations { get; }

    public static ColumnShares Of(BitColumns columns)
    {
        var means = new float[columns.ColumnCount];
        var deviations = new float[columns.ColumnCount];
        for (int part = 0; part < means.Length; part++)
        {
            long kept = TensorPrimitives.PopCount(columns.Column(part));
            double mean = 1 - 2.0 * kept / columns.RowCount;
            means[part] = (float)mean;
            deviations[part] = (float)Math.Sqrt(Math.Max(0, 1 - mean * mean));
        }

        return new ColumnShares(means, deviations);
    }
}
