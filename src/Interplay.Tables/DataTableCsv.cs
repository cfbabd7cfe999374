using nietras.SeparatedValues;

namespace Interplay.Tables;

/// <summary>
/// Data tables as separated values (RFC 4180): a header line, cells in double quotes where they hold separators, quotes or line breaks. The
/// separator is a comma, a semicolon, a tab or a bar, whichever the header line has most of.
/// </summary>
public static class DataTableCsv
{
    private const int Shown = 40;

    /// <summary>Cells that are held in memory at most: a small packed file may unfold to any number of them.</summary>
    private const long MostCells = 1 << 26;

    /// <summary>A row takes as much memory as so many cells more.</summary>
    private const int RowOverhead = 4;

    private const int MostEmptyLines = 1 << 20;

    /// <summary>Reads a table.</summary>
    /// <param name="reader">The text.</param>
    /// <exception cref="InterplayException"><c>data-malformed</c>: no header, a row with too few or too many cells, or a quote that does not close. <c>data-too-large</c>.</exception>
    public static DataTable Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        try
        {
            using SepReader rows = Sep.Reader(static options =>
                    options with
                    {
                        HasHeader = false,
                        Unescape = true,
                        DisableColCountCheck = true,
                        CreateToString = SepToString.PoolPerCol(),
                    }
                )
                .From(reader);
            if (!rows.MoveNext())
            {
                throw DataTable.Malformed("The table is empty; a header line was expected.");
            }

            string[] header = Cells(rows);
            header[0] = header[0].TrimStart('\uFEFF');
            var table = new List<string[]>();
            long cells = 0;
            int emptyLines = 0;
            while (rows.MoveNext())
            {
                string[] row = Cells(rows);
                // A blank line at the end is no row of one empty cell.
                if (row is not [""] || header.Length == 1)
                {
                    table.Add(row);
                    cells += row.Length + RowOverhead;
                }
                else
                {
                    emptyLines++;
                }

                if (emptyLines > MostEmptyLines)
                {
                    throw DataTable.Malformed($"It has more than {MostEmptyLines} empty lines.");
                }

                if (cells > MostCells)
                {
                    throw new InterplayException(
                        ErrorKind.Data,
                        "data-too-large",
                        $"The table has more than {table.Count - 1} rows of {header.Length} cells; at most {MostCells} cells are held in memory, each row counted as {RowOverhead} more. Take a sample of the rows."
                    );
                }
            }

            return new DataTable(header, table);
        }
        catch (NotSupportedException exception)
        {
            // A line of more characters than the reader holds: most likely a quote that does not close.
            throw DataTable.Malformed(exception.Message);
        }
    }

    private static string[] Cells(SepReader rows)
    {
        SepReader.Row row = rows.Current;
        RequireClosedQuotes(row.Span, rows.Spec.Sep.Separator);
        return row[..].ToStringsArray();
    }

    /// <summary>
    /// A quotation mark that opens no cell is a character as any other, but for the reader: what it takes for quoted from there on must not hide
    /// the cells and lines that follow.
    /// </summary>
    private static void RequireClosedQuotes(ReadOnlySpan<char> row, char separator)
    {
        int open = -1;
        bool isCell = false;
        for (int i = row.IndexOf('"'); i >= 0 && i < row.Length; i++)
        {
            if (row[i] == '"')
            {
                isCell =
                    open >= 0 ? isCell : i == 0 || row[i - 1] == separator || row[i - 1] == '"';
                open = open < 0 ? i : -1;
            }
            else if (open >= 0 && !isCell && (row[i] == separator || row[i] is '\n' or '\r'))
            {
                break;
            }
        }

        if (open >= 0)
        {
            throw DataTable.Malformed(
                $"A quoted cell does not end: '{row[open..Math.Min(open + Shown, row.Length)]}'."
            );
        }
    }
}
