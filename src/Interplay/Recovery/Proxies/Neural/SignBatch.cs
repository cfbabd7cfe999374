using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.Proxies.Neural;

/// <summary>Bit columns as rows of signs, z_i = 1 - 2 m_i: -1 where part i is kept.</summary>
internal static class SignBatch
{
    /// <summary>Writes the signs of some rows into the first rows of <paramref name="target"/>, rows x parts.</summary>
    public static void Fill(BitColumns columns, int start, int rows, SingleMatrix target)
    {
        for (int part = 0; part < columns.ColumnCount; part++)
        {
            ReadOnlySpan<ulong> column = columns.Column(part);
            for (int row = 0; row < rows; row++)
            {
                int at = start + row;
                target.Row(row)[part] = (column[at >> 6] >> (at & 63) & 1) == 0 ? 1 : -1;
            }
        }
    }

    /// <summary>The signs of all rows.</summary>
    public static SingleMatrix Of(BitColumns columns)
    {
        var signs = new SingleMatrix(columns.RowCount, columns.ColumnCount);
        Fill(columns, 0, columns.RowCount, signs);
        return signs;
    }
}
