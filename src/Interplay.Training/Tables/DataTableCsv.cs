using System.Text;

namespace Interplay.Training.Tables;

/// <summary>Data tables as comma-separated values (RFC 4180): a header line, cells in double quotes where they hold commas, quotes or line breaks.</summary>
public static class DataTableCsv
{
    /// <summary>Reads a table.</summary>
    /// <param name="reader">The text.</param>
    /// <exception cref="InterplayException"><c>data-malformed</c>: no header, a row with too few or too many cells, or a quote that does not close.</exception>
    public static DataTable Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] header =
            ReadRow(reader)
            ?? throw DataTable.Malformed("The table is empty; a header line was expected.");
        header[0] = header[0].TrimStart('\uFEFF');
        var rows = new List<string[]>();
        while (ReadRow(reader) is { } row)
        {
            // A blank line at the end is no row of one empty cell.
            if (row is not [""] || header.Length == 1)
            {
                rows.Add(row);
            }
        }

        return new DataTable(header, rows);
    }

    private static string[]? ReadRow(TextReader reader)
    {
        if (reader.Peek() < 0)
        {
            return null;
        }

        var cells = new List<string>();
        var cell = new StringBuilder();
        while (true)
        {
            int next = reader.Read();
            switch (next)
            {
                case '"' when cell.Length == 0:
                    ReadQuoted(reader, cell);
                    break;
                case ',':
                    cells.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\r' when reader.Peek() == '\n':
                    break;
                case '\n' or < 0:
                    cells.Add(cell.ToString());
                    return [.. cells];
                default:
                    cell.Append((char)next);
                    break;
            }
        }
    }

    private static void ReadQuoted(TextReader reader, StringBuilder cell)
    {
        while (true)
        {
            int next = reader.Read();
            if (next < 0)
            {
                throw DataTable.Malformed(
                    $"A quoted cell does not end: '\"{cell.ToString()[..Math.Min(40, cell.Length)]}'."
                );
            }

            if (next != '"')
            {
                cell.Append((char)next);
            }
            else if (reader.Peek() == '"')
            {
                cell.Append((char)reader.Read());
            }
            else
            {
                return;
            }
        }
    }
}
