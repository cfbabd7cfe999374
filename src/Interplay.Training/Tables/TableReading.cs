using System.Globalization;
using Interplay.Tables;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Training.Tables;

/// <summary>What was read as what, in one line: columns and their kinds, missing cells, rows that stand there twice.</summary>
internal static class TableReading
{
    private const int Shown = 6;

    /// <summary>Larger tables are not searched for rows that stand there twice.</summary>
    private const long MostSearched = 4_000_000;

    /// <summary>The sentence.</summary>
    /// <param name="train">The training rows.</param>
    /// <param name="test">The test rows; null for none.</param>
    /// <param name="encoder">How the columns were read.</param>
    /// <param name="target">The column that is predicted.</param>
    /// <param name="passedOver">Columns without a name, which are no features.</param>
    public static string Of(
        NamedTable train,
        NamedTable? test,
        DataEncoder encoder,
        string target,
        IReadOnlyList<string> passedOver
    )
    {
        string[] said =
        [
            $"{train.Table.RowCount} rows",
            .. Kind(
                "of numbers",
                encoder.All.Where(static column => column is { IsNumeric: true, Width: 1 })
            ),
            .. Kind(
                "of categories",
                encoder.All.Where(static column => column is { IsNumeric: false, Width: > 0 })
            ),
            .. Kind("that never change", encoder.All.Where(static column => column.Width == 0)),
            .. passedOver.Count == 0
                ? (string[])[]
                : [$"{Counted(passedOver.Count)} without a name passed over"],
            encoder.Positive is null
                ? $"target '{target}' of numbers"
                : $"target '{target}' of classes, '{encoder.Positive}' positive",
            .. Missing(encoder),
            .. encoder
                .All.Where(static column => column.IsDecimalComma)
                .Select(static column => $"'{column.Name}' has decimal commas"),
            Twice(train, target),
        ];
        string line = $"{train.Name}: {string.Join("; ", said)}.";
        if (test is null)
        {
            return line;
        }

        int missing = encoder
            .All.Where(column =>
                column is { IsNumeric: true, Width: 1 }
                // A text column stands as the numbers that an encoder gave for it.
                && test.Table.Columns.Contains(column.Name)
            )
            .Sum(column => test.Table.Column(column.Name).Count(column.IsMissing));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{line} {test.Name}: {test.Table.RowCount} rows; {missing} missing cells{Shared(train, test)}."
        );
    }

    private static IEnumerable<string> Kind(string kind, IEnumerable<ColumnEncoding> columns)
    {
        string[] names = [.. columns.Select(static column => Named(column))];
        return names.Length == 0 ? [] : [$"{Counted(names.Length)} {kind} ({Some(names)})"];
    }

    private static string Named(ColumnEncoding column) =>
        column is { IsNumeric: false, Width: > 0 }
            ? $"'{column.Name}' {column.Width}"
            : $"'{column.Name}'";

    private static IEnumerable<string> Missing(DataEncoder encoder)
    {
        ColumnEncoding[] some =
        [
            .. encoder.All.Where(static column => column is { Missing: > 0, Width: > 0 }),
        ];
        if (some.Length == 0)
        {
            return ["no cell of numbers missing"];
        }

        string[] strays = [.. some.SelectMany(static column => column.Strays).Distinct()];
        int cells = some.Sum(static column => column.Missing);
        return
        [
            $"{cells} cells of numbers missing, which stand at the mean of their column ({Some([.. some.Select(static column => $"'{column.Name}' {column.Missing}")])}{(strays.Length == 0 ? "" : $"; also {Some([.. strays.Select(static stray => $"'{Cut(stray)}'")])} taken for missing")})",
        ];
    }

    private static string Twice(NamedTable train, string target)
    {
        DataTable table = train.Table;
        if ((long)table.RowCount * table.Columns.Count > MostSearched)
        {
            return "not searched for rows that stand there twice";
        }

        int column = table.IndexOf(target);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        int same = 0;
        int contradicting = 0;
        for (int row = 0; row < table.RowCount; row++)
        {
            string features = Key(table, row, column);
            if (seen.TryAdd(features, table[row, column]))
            {
                continue;
            }

            if (string.Equals(seen[features], table[row, column], StringComparison.Ordinal))
            {
                same++;
            }
            else
            {
                contradicting++;
            }
        }

        return same + contradicting == 0
            ? "no row twice"
            : $"{same} rows repeat another{(contradicting == 0 ? "" : $", {contradicting} have its features and another target")}";
    }

    /// <summary>Test rows that were trained on say nothing of rows that were not.</summary>
    private static string Shared(NamedTable train, NamedTable test)
    {
        int[] columns =
        [
            .. Enumerable
                .Range(0, train.Table.Columns.Count)
                .Where(column =>
                    !TableColumns.IsIndex(train.Table.Columns, column)
                    && test.Table.Columns.Contains(
                        train.Table.Columns[column],
                        StringComparer.Ordinal
                    )
                ),
        ];
        if (
            (long)(train.Table.RowCount + test.Table.RowCount) * columns.Length > MostSearched
            || columns.Length == 0
            || ReferenceEquals(train.Table, test.Table)
        )
        {
            return "";
        }

        int[] places =
        [
            .. columns.Select(column => test.Table.IndexOf(train.Table.Columns[column])),
        ];
        var trained = Enumerable
            .Range(0, train.Table.RowCount)
            .Select(row => Key(train.Table, row, columns))
            .ToHashSet(StringComparer.Ordinal);
        int shared = Enumerable
            .Range(0, test.Table.RowCount)
            .Count(row => trained.Contains(Key(test.Table, row, places)));
        return shared == 0
            ? ""
            : $"; {shared} of them are training rows too, and say nothing of rows that were never seen";
    }

    private static string Key(DataTable table, int row, int without) =>
        Key(
            table,
            row,
            [
                .. Enumerable
                    .Range(0, table.Columns.Count)
                    .Where(column =>
                        column != without && !TableColumns.IsIndex(table.Columns, column)
                    ),
            ]
        );

    private static string Key(DataTable table, int row, int[] columns) =>
        string.Join('\u001F', columns.Select(column => table[row, column]));

    private static string Counted(int columns) => columns == 1 ? "1 column" : $"{columns} columns";

    private static string Some(string[] names) =>
        $"{string.Join(", ", names.Take(Shown).Select(Cut))}{(names.Length > Shown ? $" and {names.Length - Shown} more" : "")}";

    private static string Cut(string text) => text.Length <= 40 ? text : $"{text[..40]}...";
}
