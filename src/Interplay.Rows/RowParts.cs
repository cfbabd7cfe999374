using Interplay.Lenses;

namespace Interplay.Rows;

/// <summary>The columns of a table as parts: each its own, those of a one-hot group together.</summary>
public sealed class RowParts
{
    private RowParts(IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<int>> columns)
    {
        Names = names;
        Columns = columns;
    }

    /// <summary>Names of the parts: of the column, or what the names of the columns of a group begin with.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The columns of each part.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Columns { get; }

    /// <summary>All columns that are parts, in the order of the table.</summary>
    public IReadOnlyList<int> Features =>
        [.. Columns.SelectMany(static columns => columns).Order()];

    /// <summary>Which columns are parts.</summary>
    /// <param name="pool">The table.</param>
    /// <param name="dropped">Columns that are no parts: the model sees them as they stand in the row.</param>
    /// <param name="grouped">
    /// Whether columns whose names begin alike, up to a <c>_</c>, <c>=</c> or <c>:</c>, and of which exactly one is 1 in every row and all others are 0, are one part.
    /// </param>
    /// <exception cref="InterplayException"><c>column-unknown</c> or <c>too-few-parts</c>.</exception>
    public static RowParts Create(RowPool pool, IReadOnlyList<string> dropped, bool grouped = true)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(dropped);
        if (dropped.FirstOrDefault(name => !pool.Columns.Contains(name)) is { } unknown)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "column-unknown",
                $"There is no column '{unknown}' in {pool.Name}; the columns are {string.Join(", ", pool.Columns.Take(40).Select(static name => $"'{name}'"))}."
            );
        }

        var names = new List<string>();
        var columns = new List<IReadOnlyList<int>>();
        int[] kept =
        [
            .. Enumerable
                .Range(0, pool.Columns.Count)
                .Where(column => !dropped.Contains(pool.Columns[column], StringComparer.Ordinal)),
        ];
        var groups = grouped ? Groups(pool, kept) : [];
        foreach (int column in kept)
        {
            if (!groups.TryGetValue(column, out (string Name, int[] Columns) group))
            {
                names.Add(pool.Columns[column]);
                columns.Add([column]);
            }
            else if (group.Columns[0] == column)
            {
                names.Add(group.Name);
                columns.Add(group.Columns);
            }
        }

        return names.Count >= 2
            ? new RowParts(names, columns)
            : throw new InterplayException(
                ErrorKind.Request,
                "too-few-parts",
                $"Interactions need at least 2 parts; {pool.Name} has {names.Count} column{(names.Count == 1 ? "" : "s")} or groups of them."
            );
    }

    /// <summary>The parts as they stand in a row.</summary>
    /// <param name="pool">The table.</param>
    /// <param name="row">The row; null for the names alone.</param>
    public IReadOnlyList<Part> Of(RowPool pool, int? row)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return
        [
            .. Names.Select(
                (name, part) =>
                    new Part(part, row is int at ? $"{name} = {Cell(pool, at, part)}" : name)
            ),
        ];
    }

    private string Cell(RowPool pool, int row, int part)
    {
        IReadOnlyList<int> columns = Columns[part];
        return columns.Count == 1
            ? pool.IsMissing(row, columns[0])
                ? "missing"
                : pool.Text(row, columns[0])
            : string.Join(
                ", ",
                columns
                    .Where(column => pool.Number(row, column) != 0)
                    .Select(column => pool.Columns[column][(Names[part].Length + 1)..])
            );
    }

    private static Dictionary<int, (string Name, int[] Columns)> Groups(RowPool pool, int[] kept)
    {
        var groups = new Dictionary<int, (string, int[])>();
        foreach (
            var group in kept.Where(column => Cut(pool.Columns[column]) > 0)
                .GroupBy(column => pool.Columns[column][..Cut(pool.Columns[column])])
        )
        {
            int[] columns = [.. group];
            if (columns.Length > 1 && AreOneHot(pool, columns))
            {
                foreach (int column in columns)
                {
                    groups.Add(column, (group.Key, columns));
                }
            }
        }

        return groups;
    }

    private static int Cut(string name) => name.LastIndexOfAny(['_', '=', ':']);

    private static bool AreOneHot(RowPool pool, int[] columns)
    {
        for (int row = 0; row < pool.Typical; row++)
        {
            int ones = 0;
            foreach (int column in columns)
            {
                if (!pool.IsNumeric(column) || pool.Number(row, column) is not (0 or 1))
                {
                    return false;
                }

                ones += (int)pool.Number(row, column);
            }

            if (ones != 1)
            {
                return false;
            }
        }

        return true;
    }
}
