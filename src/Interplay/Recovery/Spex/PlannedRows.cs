using Interplay.Masks;

namespace Interplay.Recovery.Spex;

/// <summary>Finds the masks of a plan in a table that lists them in any order.</summary>
internal static class PlannedRows
{
    /// <summary>The row of the table that holds each planned mask, -1 where none does, and how many are missing.</summary>
    public static (int[] Rows, int Missing) Find(MaskMatrix planned, MaskMatrix table)
    {
        var index = new MaskIndex(table.PartCount, table.RowCount);
        var rowOf = new List<int>();
        for (int row = 0; row < table.RowCount; row++)
        {
            index.Add(table.Row(row), out bool isNew);
            if (isNew)
            {
                rowOf.Add(row);
            }
        }

        var rows = new int[planned.RowCount];
        int missing = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            int at = index.Find(planned.Row(row));
            rows[row] = at < 0 ? -1 : rowOf[at];
            missing += at < 0 ? 1 : 0;
        }

        return (rows, missing);
    }
}
