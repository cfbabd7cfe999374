using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.WalshBayes.Priors;

/// <summary>Masks as rows of signs, z_i = 1 - 2 m_i: -1 where the part is kept.</summary>
internal static class SignRows
{
    /// <summary>The signs of some rows, rows x parts.</summary>
    public static SingleMatrix Of(MaskMatrix masks, ReadOnlySpan<int> rows)
    {
        var signs = new SingleMatrix(rows.Length, masks.PartCount);
        for (int i = 0; i < rows.Length; i++)
        {
            Fill(masks.Row(rows[i]), signs.Row(i));
        }

        return signs;
    }

    /// <summary>The signs of all rows.</summary>
    public static SingleMatrix Of(MaskMatrix masks)
    {
        var signs = new SingleMatrix(masks.RowCount, masks.PartCount);
        for (int row = 0; row < masks.RowCount; row++)
        {
            Fill(masks.Row(row), signs.Row(row));
        }

        return signs;
    }

    private static void Fill(ReadOnlySpan<ulong> mask, Span<float> signs)
    {
        for (int part = 0; part < signs.Length; part++)
        {
            signs[part] = (mask[part >> 6] >> (part & 63) & 1) == 0 ? 1 : -1;
        }
    }
}
