using Interplay.ValueFunctions.Tables;

namespace Interplay.Cli.Tables;

/// <summary>Columns of a Parquet file read as the lines of a CSV file.</summary>
internal sealed class ParquetRows(IReadOnlyList<ParquetColumn> columns) : TextReader
{
    private int _line;

    /// <inheritdoc/>
    public override string? ReadLine()
    {
        int row = _line++ - 1;
        return row < 0 ? AblationTableCsv.HeaderLine(columns.Select(static column => column.Name))
            : columns.Count == 0 || row >= columns[0].Count ? null
            : string.Join(',', columns.Select(column => column.Cell(row)));
    }
}
