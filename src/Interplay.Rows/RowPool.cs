using System.Globalization;
using Interplay.Tables;
using Interplay.Training.Tables;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Rows;

/// <summary>
/// The rows that cells are taken from: those that are explained, those that stand in for removed columns, and a typical one, which has the mean of each column
/// of numbers and the most frequent text of others. Columns are read as training tables are: numbers with missing cells, or texts. Immutable.
/// </summary>
public sealed class RowPool
{
    private readonly string[][] _texts;
    private readonly double[][] _numbers;
    private readonly ColumnEncoding[] _columns;

    private RowPool(
        string name,
        string[] columns,
        ColumnEncoding[] encodings,
        string[][] texts,
        double[][] numbers,
        int rows
    )
    {
        Name = name;
        Columns = columns;
        _columns = encodings;
        _texts = texts;
        _numbers = numbers;
        RowCount = rows;
    }

    /// <summary>Name of the table of explained rows.</summary>
    public string Name { get; }

    /// <summary>Names of the columns; the index of a data frame is none.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How many rows may be explained: the first ones.</summary>
    public int RowCount { get; }

    /// <summary>The rows that stand in for removed columns.</summary>
    public Range Background =>
        RowCount == _texts.Length - 1 ? ..RowCount : RowCount..(_texts.Length - 1);

    /// <summary>The typical row.</summary>
    public int Typical => _texts.Length - 1;

    /// <summary>What was read as what, in one line.</summary>
    public string ReadAs
    {
        get
        {
            int missing = _columns
                .Where(static column => column.IsNumeric)
                .Sum(static column => column.Missing);
            int numeric = _columns.Count(static column => column.IsNumeric);
            return $"{Name}: {RowCount} rows; {numeric} columns of numbers, {Columns.Count - numeric} of texts; {(missing == 0 ? "no cell of numbers missing" : $"{missing} cells of numbers missing, which stand at the mean of their column")}.";
        }
    }

    /// <summary>Reads the columns of tables.</summary>
    /// <param name="rows">The rows that are explained.</param>
    /// <param name="background">The rows that stand in for removed columns, with the same columns; null takes those that are explained.</param>
    /// <exception cref="InterplayException"><c>column-unknown</c>, <c>column-not-a-feature</c>, <c>data-malformed</c>.</exception>
    public static RowPool Create(NamedTable rows, NamedTable? background = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        DataTable table = rows.Table;
        string[] columns =
        [
            .. table.Columns.Where((_, column) => !TableColumns.IsIndex(table.Columns, column)),
        ];
        NamedTable[] tables = background is null ? [rows] : [rows, background];
        string[][] cells =
        [
            .. tables.SelectMany(source =>
            {
                int[] places = [.. columns.Select(source.Table.IndexOf)];
                return Enumerable
                    .Range(0, source.Table.RowCount)
                    .Select(row => places.Select(place => source.Table[row, place]).ToArray());
            }),
        ];
        int first = background is null ? 0 : table.RowCount;
        ColumnEncoding[] encodings =
        [
            .. columns.Select(
                (name, column) =>
                    ColumnEncoding.Fit(
                        name,
                        [.. cells.Skip(first).Select(row => row[column])],
                        mayBeAnyText: true
                    )
            ),
        ];
        string[] typical =
        [
            .. encodings.Select(
                (column, i) =>
                    column.IsNumeric
                        ? column.Mean.ToString("R", CultureInfo.InvariantCulture)
                        : cells
                            .Skip(first)
                            .CountBy(row => row[i])
                            .OrderByDescending(static count => count.Value)
                            .ThenBy(static count => count.Key, StringComparer.Ordinal)
                            .First()
                            .Key
            ),
        ];
        string[][] all = [.. cells, typical];
        return new RowPool(
            rows.Name,
            columns,
            encodings,
            all,
            [
                .. all.Select(row =>
                    encodings
                        .Select(
                            (column, i) => column.IsNumeric ? column.ValueOf(row[i]) : double.NaN
                        )
                        .ToArray()
                ),
            ],
            table.RowCount
        );
    }

    /// <summary>Whether a column was read as numbers.</summary>
    public bool IsNumeric(int column) => _columns[column].IsNumeric;

    /// <summary>The number in a cell, the mean of its column where it is missing.</summary>
    public double Number(int row, int column) => _numbers[row][column];

    /// <summary>Whether a cell of a column of numbers has none.</summary>
    internal bool IsMissing(int row, int column) =>
        IsNumeric(column) && _columns[column].IsMissing(Text(row, column));

    /// <summary>What stands in a cell.</summary>
    public string Text(int row, int column) => _texts[row][column];

    /// <summary>Squared distance of two rows, in standard deviations; texts count as one where they differ.</summary>
    internal double Distance(int row, int other)
    {
        double sum = 0;
        for (int column = 0; column < _columns.Length; column++)
        {
            if (!IsNumeric(column))
            {
                sum += Text(row, column) == Text(other, column) ? 0 : 1;
            }
            else if (_columns[column].Deviation > 0)
            {
                double steps =
                    (Number(row, column) - Number(other, column)) / _columns[column].Deviation;
                sum += steps * steps;
            }
        }

        return sum;
    }

    /// <summary>The first row of the background with what most often stands in some columns of numbers together.</summary>
    internal int MostFrequent(IReadOnlyList<int> columns)
    {
        (int start, int count) = Background.GetOffsetAndLength(Typical);
        return Enumerable
            .Range(start, count)
            .GroupBy(
                row => string.Join(' ', columns.Select(column => Number(row, column))),
                StringComparer.Ordinal
            )
            .MaxBy(static rows => rows.Count())!
            .First();
    }

    /// <summary>The cells of a row.</summary>
    internal IReadOnlyList<string> Cells(int row) => _texts[row];
}
