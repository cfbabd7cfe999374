using Interplay.Training.Tables;

namespace Interplay.Cli.Explain.Data;

/// <summary>Training and test rows as they were read, and as numbers where a target was named.</summary>
/// <param name="TrainFile">The training file.</param>
/// <param name="TestFile">The test file; null when none was named.</param>
/// <param name="Train">Training rows as numbers; null without a target.</param>
/// <param name="Test">Test rows as numbers; null without a target or a test file.</param>
/// <param name="Encoder">How cells became numbers; null without a target.</param>
internal sealed record DataTables(
    DataFile TrainFile,
    DataFile? TestFile,
    TrainingData? Train,
    TrainingData? Test,
    DataEncoder? Encoder
)
{
    /// <summary>More numbers than this are refused.</summary>
    private const long MostNumbers = 1L << 27;

    /// <summary>Reads the files.</summary>
    /// <exception cref="InterplayException">What is wrong with them; <c>data-mismatch</c> where the test table does not fit.</exception>
    public static async Task<DataTables> ReadAsync(
        DataRequest request,
        CancellationToken cancellationToken
    )
    {
        DataFile train = await DataFile.ReadAsync(request.TrainPath, cancellationToken);
        DataFile? test = request.TestPath is null
            ? null
            : await DataFile.ReadAsync(request.TestPath, cancellationToken);
        string[] dropped = request.Id is { } id ? [.. request.Dropped, id] : [.. request.Dropped];
        foreach (string name in dropped)
        {
            train.Table.IndexOf(name);
        }

        if (request.Target is not { } target)
        {
            return new DataTables(train, test, null, null, null);
        }

        CheckTarget(train, target);
        if (test is not null)
        {
            CheckColumns(train, test, dropped);
            CheckTarget(test, target);
        }

        (DataTable trained, DataTable? tested) = TextColumns.Embedded(
            train.Table,
            test?.Table,
            request.Texts,
            request.EncoderFolder,
            cancellationToken
        );
        string[] classes = [.. trained.Column(target).Distinct(StringComparer.Ordinal).Take(3)];
        bool isClassification =
            request.Trainer is Trainer.Logistic or Trainer.Lbfgs
            || request.Positive is not null
            || classes.Length == 2;
        var encoder = DataEncoder.Fit(trained, target, isClassification, request.Positive, dropped);
        CheckSize(train, trained.RowCount, encoder);
        TrainingData trainData = encoder.Encode(trained);
        if (test is null || tested is null)
        {
            return new DataTables(train, null, trainData, null, encoder);
        }

        CheckSize(test, tested.RowCount, encoder);
        if (isClassification && request.Positive is null)
        {
            CheckClasses(test, target, classes);
        }

        return new DataTables(train, test, trainData, encoder.Encode(tested), encoder);
    }

    /// <summary>What the target of a row says; nothing without a target.</summary>
    public static string LabelOf(DataFile file, string? target, int row) =>
        target is null ? "" : $" ({file.Table[row, file.Table.IndexOf(target)]})";

    /// <summary>What a group of training rows holds: 19 benign; 18/19 benign; 19 rows.</summary>
    public string Contents(IReadOnlyList<int> rows, string target)
    {
        if (Encoder?.Positive is null)
        {
            return rows.Count == 1 ? "1 row" : $"{rows.Count} rows";
        }

        DataTable table = TrainFile.Table;
        int column = table.IndexOf(target);
        KeyValuePair<string, int> most = rows.CountBy(row => table[row, column])
            .MaxBy(static label => label.Value);
        return most.Value == rows.Count
            ? $"{rows.Count} {most.Key}"
            : $"{most.Value}/{rows.Count} {most.Key}";
    }

    private static void CheckTarget(DataFile file, string target)
    {
        IReadOnlyList<string> cells = file.Table.Column(target);
        int empty = Enumerable
            .Range(0, cells.Count)
            .FirstOrDefault(row => cells[row].Length == 0, -1);
        if (empty >= 0)
        {
            throw Malformed(
                $"'{file.Name}' has no target '{target}' in row {empty} (rows count from 0)."
            );
        }
    }

    private static void CheckColumns(DataFile train, DataFile test, string[] dropped)
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

    private static void CheckClasses(DataFile test, string target, string[] classes)
    {
        string[] unknown =
        [
            .. test
                .Table.Column(target)
                .Except(classes, StringComparer.Ordinal)
                .Distinct(StringComparer.Ordinal),
        ];
        if (unknown.Length > 0)
        {
            throw Mismatch(
                $"'{test.Name}' has targets that the training rows do not have: {Quoted(unknown)}; these have {Quoted(classes)}. --positive VALUE counts all others as negative."
            );
        }
    }

    private static void CheckSize(DataFile file, int rows, DataEncoder encoder)
    {
        if ((long)rows * encoder.FeatureCount > MostNumbers)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "data-too-large",
                $"'{file.Name}' gives {rows} rows of {encoder.FeatureCount} features, more than {MostNumbers} numbers; drop columns (--drop) or take a sample of the rows."
            );
        }
    }

    private static string Quoted(IEnumerable<string> names) =>
        string.Join(", ", names.Take(20).Select(static name => $"'{name}'"));

    private static InterplayException Mismatch(string message) =>
        new(ErrorKind.Data, "data-mismatch", message);

    private static InterplayException Malformed(string message) =>
        new(ErrorKind.Data, "data-malformed", message);
}
