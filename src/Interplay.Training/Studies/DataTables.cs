using System.Globalization;
using Interplay.Tables;
using Interplay.Training.Tables;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Training.Studies;

/// <summary>Training and test rows as numbers, where a target was named.</summary>
/// <param name="Train">Training rows; null without a target.</param>
/// <param name="Test">Test rows; null without a target or a test table.</param>
/// <param name="Positive">The class whose target is +1; null for numbers.</param>
/// <param name="ReadAs">What was read as what, in one line; null without a target.</param>
internal sealed record DataTables(
    TrainingData? Train,
    TrainingData? Test,
    string? Positive,
    string? ReadAs
)
{
    /// <summary>More numbers than this are refused.</summary>
    private const long MostNumbers = 1L << 27;

    /// <summary>Turns tables into numbers.</summary>
    /// <exception cref="InterplayException">What is wrong with them; <c>data-mismatch</c> where the test table does not fit.</exception>
    public static DataTables Of(
        TrainingTask task,
        NamedTable? test,
        CancellationToken cancellationToken
    )
    {
        NamedTable train = task.Train;
        string[] dropped = task.Id is { } id ? [.. task.Dropped, id] : [.. task.Dropped];
        foreach (string name in dropped)
        {
            train.Table.IndexOf(name);
        }

        if (task.Target is not { } target)
        {
            return new DataTables(null, null, null, null);
        }

        string[] unnamed =
        [
            .. train.Table.Columns.Where(
                (name, column) =>
                    TableColumns.IsIndex(train.Table.Columns, column) && name != target
            ),
        ];
        dropped = [.. dropped.Union(unnamed, StringComparer.Ordinal)];

        CheckTarget(train, target);
        if (test is not null)
        {
            CheckColumns(train, test, dropped);
            CheckTarget(test, target);
        }

        DataTable trained = Embedded(train.Table, task, cancellationToken);
        string[] classes = [.. trained.Column(target).Distinct(StringComparer.Ordinal).Take(3)];
        bool isClassification =
            task.Trainer is { NeedsClasses: true }
            || task.Positive is not null
            || classes.Length == 2;
        var encoder = DataEncoder.Fit(trained, target, isClassification, task.Positive, dropped);
        CheckSize(train, encoder);
        TrainingData trainData = encoder.Encode(trained);
        string readAs = TableReading.Of(train, test, encoder, target, unnamed);
        if (test is null)
        {
            return new DataTables(trainData, null, encoder.Positive, readAs);
        }

        CheckSize(test, encoder);
        if (isClassification && task.Positive is null)
        {
            CheckClasses(test, target, classes);
        }

        return new DataTables(
            trainData,
            encoder.Encode(Embedded(test.Table, task, cancellationToken)),
            encoder.Positive,
            readAs
        );
    }

    /// <summary>Columns of texts as columns of numbers, the last ones; the table itself where there is none.</summary>
    private static DataTable Embedded(
        DataTable table,
        TrainingTask task,
        CancellationToken cancellationToken
    )
    {
        if (task.Texts.Count == 0)
        {
            return table;
        }

        int[] places = [.. task.Texts.Select(table.IndexOf)];
        Func<IReadOnlyList<string>, CancellationToken, float[][]> embed =
            task.Embed
            ?? throw new InterplayException(
                ErrorKind.Request,
                "encoder-missing",
                $"Columns of texts need an encoder that makes vectors of them; found none for {Quoted(task.Texts)}."
            );
        float[][][] embeddings =
        [
            .. task.Texts.Select(name => embed(table.Column(name), cancellationToken)),
        ];
        int[] others = [.. Enumerable.Range(0, table.Columns.Count).Except(places)];
        return new DataTable(
            [
                .. others.Select(column => table.Columns[column]),
                .. task.Texts.SelectMany(
                    (name, i) =>
                        Enumerable.Range(0, embeddings[i][0].Length).Select(d => $"{name}[{d}]")
                ),
            ],
            Enumerable
                .Range(0, table.RowCount)
                .Select(row =>
                    others
                        .Select(column => table[row, column])
                        .Concat(embeddings.SelectMany(texts => texts[row].Select(Cell)))
                        .ToArray()
                )
        );
    }

    private static string Cell(float x) => x.ToString("R", CultureInfo.InvariantCulture);

    private static void CheckTarget(NamedTable table, string target)
    {
        IReadOnlyList<string> cells = table.Table.Column(target);
        // Where nothing else than one class would be left, such a text is the other one.
        bool areClasses =
            cells.Where(static cell => !Cells.IsMissingTarget(cell)).Distinct().Take(2).Count() < 2;
        int empty = Enumerable
            .Range(0, cells.Count)
            .FirstOrDefault(
                row => cells[row].Length == 0 || (!areClasses && Cells.IsMissingTarget(cells[row])),
                -1
            );
        if (empty >= 0)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "data-malformed",
                $"'{table.Name}' has no target '{target}' in row {empty} (rows count from 0){(cells[empty].Length == 0 ? "" : $": found '{cells[empty]}'")}."
            );
        }
    }

    private static void CheckColumns(NamedTable train, NamedTable test, string[] dropped)
    {
        string[] missing =
        [
            .. train
                .Table.Columns.Except(dropped, StringComparer.Ordinal)
                .Except(test.Table.Columns, StringComparer.Ordinal),
        ];
        if (missing.Length > 0)
        {
            throw Mismatch(
                $"'{test.Name}' lacks {missing.Length} of the columns of '{train.Name}': {Quoted(missing)}. It has {Quoted(test.Table.Columns)}."
            );
        }
    }

    private static void CheckClasses(NamedTable test, string target, string[] classes)
    {
        string[] unknown = [.. test.Table.Column(target).Except(classes, StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            throw Mismatch(
                $"'{test.Name}' has targets that the training rows do not have: {Quoted(unknown)}; these have {Quoted(classes)}. --positive VALUE counts all others as negative."
            );
        }
    }

    private static void CheckSize(NamedTable table, DataEncoder encoder)
    {
        if ((long)table.Table.RowCount * encoder.FeatureCount > MostNumbers)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "data-too-large",
                $"'{table.Name}' gives {table.Table.RowCount} rows of {encoder.FeatureCount} features, more than {MostNumbers} numbers; drop columns (--drop) or take a sample of the rows."
            );
        }
    }

    private static string Quoted(IEnumerable<string> names) =>
        string.Join(", ", names.Take(20).Select(static name => $"'{name}'"));

    private static InterplayException Mismatch(string message) =>
        new(ErrorKind.Data, "data-mismatch", message);
}
