namespace Interplay.Tables;

/// <summary>A table of cells as a file holds them: named columns, every cell a text. Immutable.</summary>
public sealed class DataTable
{
    private readonly string[][] _rows;

    /// <summary>Creates a table.</summary>
    /// <param name="columns">Names of the columns, each once.</param>
    /// <param name="rows">The rows, each with one cell a column; an empty cell is a missing value.</param>
    /// <exception cref="InterplayException"><c>data-malformed</c>: a name twice, or a row with another number of cells.</exception>
    public DataTable(IEnumerable<string> columns, IEnumerable<string[]> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        Columns = [.. columns];
        _rows = [.. rows];
        if (
            Columns
                .GroupBy(static name => name, StringComparer.Ordinal)
                .FirstOrDefault(static g => g.Count() > 1) is
            { } twice
        )
        {
            throw Malformed($"Column '{twice.Key}' stands there twice; names must differ.");
        }

        for (int row = 0; row < _rows.Length; row++)
        {
            if (_rows[row].Length != Columns.Count)
            {
                throw Malformed(
                    $"Row {row} has {_rows[row].Length} cells; there are {Columns.Count} columns."
                );
            }
        }
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Number of rows, the header not counted.</summary>
    public int RowCount => _rows.Length;

    /// <summary>One cell.</summary>
    public string this[int row, int column] => _rows[row][column];

    /// <summary>The cells of a column.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InterplayException"><c>column-unknown</c>.</exception>
    public IReadOnlyList<string> Column(string name)
    {
        int column = IndexOf(name);
        return [.. _rows.Select(row => row[column])];
    }

    /// <summary>The number of a column.</summary>
    /// <exception cref="InterplayException"><c>column-unknown</c>.</exception>
    public int IndexOf(string name)
    {
        for (int column = 0; column < Columns.Count; column++)
        {
            if (string.Equals(Columns[column], name, StringComparison.Ordinal))
            {
                return column;
            }
        }

        throw new InterplayException(
            ErrorKind.Request,
            "column-unknown",
            $"There is no column '{name}'; the columns are {string.Join(", ", Columns.Take(40).Select(static c => $"'{c}'"))}."
        );
    }

    internal static InterplayException Malformed(string message) =>
        new(ErrorKind.Data, "data-malformed", message);
}
