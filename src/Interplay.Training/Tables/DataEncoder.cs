using Interplay.Tables;

namespace Interplay.Training.Tables;

/// <summary>
/// Turns tables into numbers, as learnt once from all rows of a training table: numeric columns to mean 0 and deviation 1, others one number a
/// category. It stays the same for every subset, so that a row means the same in all retrainings.
/// </summary>
public sealed class DataEncoder
{
    private readonly string _target;
    private readonly bool _isClassification;
    private readonly ColumnEncoding[] _columns;

    private DataEncoder(
        string target,
        string? positive,
        bool isClassification,
        ColumnEncoding[] columns
    )
    {
        All = columns;
        columns = [.. columns.Where(static column => column.Width > 0)];
        _target = target;
        Positive = positive;
        _isClassification = isClassification;
        _columns = columns;
    }

    /// <summary>The class whose target is +1; null when the target is a number.</summary>
    public string? Positive { get; }

    /// <summary>All columns that were looked at, those that never change among them.</summary>
    internal IReadOnlyList<ColumnEncoding> All { get; }

    /// <summary>Number of features.</summary>
    public int FeatureCount => _columns.Sum(static column => column.Width);

    /// <summary>Learns an encoding from a training table.</summary>
    /// <param name="table">The training table.</param>
    /// <param name="target">Name of the column that is predicted.</param>
    /// <param name="isClassification">Whether the target is one of two classes; otherwise it is a number.</param>
    /// <param name="positive">The class that counts as +1, all others as -1; null takes the last of two in alphabetical order.</param>
    /// <param name="dropped">Columns that are no features, beside the target.</param>
    /// <exception cref="InterplayException">
    /// <c>column-unknown</c>, <c>column-not-a-feature</c>, <c>features-missing</c>, or <c>classes-unclear</c>: not two classes and none named.
    /// </exception>
    public static DataEncoder Fit(
        DataTable table,
        string target,
        bool isClassification,
        string? positive = null,
        params IReadOnlyList<string> dropped
    )
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(dropped);
        IReadOnlyList<string> targets = table.Column(target);
        foreach (string name in dropped)
        {
            table.IndexOf(name);
        }

        ColumnEncoding[] columns =
        [
            .. table
                .Columns.Where(name =>
                    name != target && !dropped.Contains(name, StringComparer.Ordinal)
                )
                .Select(name => ColumnEncoding.Fit(name, table.Column(name))),
        ];
        return !columns.Any(static column => column.Width > 0)
            ? throw new InterplayException(
                ErrorKind.Data,
                "features-missing",
                "No column is left to learn from: features must take at least two values."
            )
            : new DataEncoder(
                target,
                isClassification ? PositiveOf(targets, positive) : null,
                isClassification,
                columns
            );
    }

    /// <summary>The numbers of a table with the same columns.</summary>
    /// <exception cref="InterplayException"><c>column-unknown</c> or <c>data-malformed</c>.</exception>
    public TrainingData Encode(DataTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int width = FeatureCount;
        var features = new double[table.RowCount * width];
        int start = 0;
        foreach (ColumnEncoding column in _columns)
        {
            int index = table.IndexOf(column.Name);
            for (int row = 0; row < table.RowCount; row++)
            {
                column.Encode(
                    table[row, index],
                    features.AsSpan(row * width + start, column.Width)
                );
            }

            start += column.Width;
        }

        return new TrainingData(features, [.. table.Column(_target).Select(Target)]);
    }

    private double Target(string cell, int row) =>
        _isClassification ? (string.Equals(cell, Positive, StringComparison.Ordinal) ? 1 : -1)
        : Cells.TryNumber(cell, out double number) ? number
        : throw TrainingData.Malformed(
            $"Target '{_target}' of row {row} must be a number; found '{cell}'."
        );

    private static string PositiveOf(IReadOnlyList<string> targets, string? positive)
    {
        string[] classes =
        [
            .. targets.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        bool isKnown = positive is not null && classes.Contains(positive, StringComparer.Ordinal);
        return classes.Length >= 2 && (isKnown || (positive is null && classes.Length == 2))
            ? positive ?? classes[1]
            : throw new InterplayException(
                ErrorKind.Request,
                "classes-unclear",
                $"Two classes are needed, or the name of the positive one; {(positive is null ? "" : $"'{positive}' was named and ")}the target has {classes.Length}: {string.Join(", ", classes.Take(20).Select(static c => $"'{c}'"))}."
            );
    }
}
