using System.Globalization;
using Interplay.Tables;
using Interplay.Training.Parts;
using Interplay.Training.Tables;

namespace Interplay.Training.Studies;

/// <summary>What one part of training data is.</summary>
/// <param name="Kind">The kind of parts.</param>
/// <param name="Column">The column of groups; null for other kinds.</param>
/// <param name="Count">How many clusters or nearest rows; 0 for other kinds.</param>
public sealed record DataCut(DataCut.Cut Kind, string? Column = null, int Count = 0)
{
    /// <summary>So many rows are parts one by one unless something else is asked for; of more rows, so many clusters or nearest rows.</summary>
    private const int MostRows = 64;
    private const int DefaultCount = 40;

    /// <summary>Kinds of parts.</summary>
    public enum Cut
    {
        /// <summary>Every row.</summary>
        Rows,

        /// <summary>The rows with the same value in a column.</summary>
        Column,

        /// <summary>A cluster of similar rows.</summary>
        Clusters,

        /// <summary>A row near the test row; all others always stay.</summary>
        Nearest,
    }

    /// <summary>Every row is a part.</summary>
    public static DataCut Rows { get; } = new(Cut.Rows);

    /// <summary>Reads <c>rows</c>, <c>column:NAME</c>, <c>clusters:K</c> or <c>nearest:K</c>.</summary>
    /// <exception cref="InterplayException"><c>unknown-parts</c>.</exception>
    public static DataCut Parse(string parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts.Split(':', 2) switch
        {
            ["rows"] => Rows,
            ["column", { Length: > 0 } name] => new DataCut(Cut.Column, name),
            ["clusters", var text] when Number(text) is int count => new DataCut(
                Cut.Clusters,
                Count: count
            ),
            ["nearest", var text] when Number(text) is int count => new DataCut(
                Cut.Nearest,
                Count: count
            ),
            _ => throw new InterplayException(
                ErrorKind.Request,
                "unknown-parts",
                $"Training data is cut into rows, column:NAME, clusters:K or nearest:K; found '{parts}'."
            ),
        };
    }

    /// <summary>As it is spelled.</summary>
    public override string ToString() =>
        Kind switch
        {
            Cut.Rows => "rows",
            Cut.Column => $"column:{Column}",
            Cut.Clusters => $"clusters:{Count}",
            _ => $"nearest:{Count}",
        };

    /// <summary>What is taken where nothing was asked for.</summary>
    internal static DataCut Usual(int rowCount, bool hasOneTestRow, bool canCompare) =>
        rowCount <= MostRows || !canCompare
            ? Rows
            : new DataCut(hasOneTestRow ? Cut.Nearest : Cut.Clusters, Count: DefaultCount);

    /// <summary>The rows cut into parts.</summary>
    /// <param name="task">The rows, and what they are called.</param>
    /// <param name="train">The same as numbers; null without a target.</param>
    /// <param name="test">The only test row that is explained; empty for several.</param>
    /// <exception cref="InterplayException"><c>target-missing</c>, <c>test-row-missing</c>, <c>column-unknown</c> or <c>parts-out-of-range</c>.</exception>
    internal DataLens LensOf(TrainingTask task, TrainingData? train, ReadOnlySpan<double> test)
    {
        DataTable table = task.Train.Table;
        string[] Names() => [.. Enumerable.Range(0, table.RowCount).Select(task.NameOf)];
        return (Kind, train) switch
        {
            (Cut.Rows, _) => DataLens.OfRows(table.RowCount, Names()),
            (Cut.Column, _) => DataLens.OfGroups(table.Column(Column!)),
            (_, null) => throw new InterplayException(
                ErrorKind.Request,
                "target-missing",
                $"--parts {this} compares rows by their features, and needs --target to know which column is none."
            ),
            (Cut.Clusters, _) => DataLens.OfClusters(train, Count, task.Seed),
            _ when !test.IsEmpty => DataLens.OfNearest(train, test, Count, Names()),
            _ => throw new InterplayException(
                ErrorKind.Request,
                "test-row-missing",
                "--parts nearest:K takes the rows nearest to one test row: give --test FILE and --row N, one number."
            ),
        };
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}
