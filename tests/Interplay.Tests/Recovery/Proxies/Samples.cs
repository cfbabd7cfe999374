using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Bits;

namespace Interplay.Tests.Recovery.Proxies;

/// <summary>Small data that the proxy tests share.</summary>
internal static class Samples
{
    public static MaskMatrix Masks(int rows, int parts, SeededRandom random) =>
        MaskMatrix.Create(
            rows,
            parts,
            (_, words) =>
            {
                foreach (ref ulong word in words)
                {
                    word = random.NextBits();
                }
            }
        );

    public static ColumnBlocks Blocks(int rows, int parts, SeededRandom random) =>
        ColumnBlocks.Of(Masks(rows, parts, random).Columns);

    /// <summary>Every mask of a few parts, part 0 in the lowest bit of the row number.</summary>
    public static MaskMatrix AllMasks(int parts) =>
        MaskMatrix.Create(1 << parts, parts, (row, words) => words[0] = (ulong)row);

    /// <summary>Distinct uniform masks.</summary>
    public static MaskMatrix Distinct(int rows, int parts, ulong seed) =>
        UniformDesign.Draw(parts, rows, new SeededRandom(seed));

    /// <summary>Values of a hierarchical function with noise over the first five parts, of about unit variance.</summary>
    public static double[] Values(MaskMatrix masks, double noise, SeededRandom random)
    {
        var values = new double[masks.RowCount];
        for (int row = 0; row < values.Length; row++)
        {
            double a = masks[row, 0] ? 1 : 0;
            double b = masks[row, 1] ? 1 : 0;
            double c = masks[row, 2] ? 1 : 0;
            double d = masks[row, masks.PartCount - 1] ? 1 : 0;
            values[row] =
                1.3 * a
                + 0.8 * b
                - 1.1 * a * b
                + 1.7 * a * b * c
                - 0.6 * d
                + noise * random.NextGaussian();
        }

        return values;
    }
}
