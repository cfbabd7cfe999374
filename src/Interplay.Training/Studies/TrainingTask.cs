using Interplay.Tables;
using Interplay.Training.Refits;

namespace Interplay.Training.Studies;

/// <summary>What is learnt from which rows, and what is taken away from them: the ground of a study of data and of an audit.</summary>
public sealed record TrainingTask
{
    /// <summary>The training rows.</summary>
    public required NamedTable Train { get; init; }

    /// <summary>The column that is predicted. Two different values make two classes, anything else must be numbers. Null: rows are not turned into numbers.</summary>
    public string? Target { get; init; }

    /// <summary>The class that counts as positive, all others as negative; null takes the last of two in alphabetical order.</summary>
    public string? Positive { get; init; }

    /// <summary>Columns that are no features.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>The column that names a row in reports and is no feature; null numbers the rows from 0.</summary>
    public string? Id { get; init; }

    /// <summary>Columns of texts; each becomes the vector that <see cref="Embed"/> gives, one column a dimension.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The encoder of texts: a vector for each text, all of one length. Needed where there are <see cref="Texts"/>.</summary>
    public Func<IReadOnlyList<string>, CancellationToken, float[][]>? Embed { get; init; }

    /// <summary>What one part is; null takes rows where they are few (all of them in an audit), clusters or the nearest rows where they are many.</summary>
    public DataCut? Parts { get; init; }

    /// <summary>What is retrained; null takes logistic regression for two classes and ridge regression for numbers, with <see cref="Refits"/>.</summary>
    public Trainer? Trainer { get; init; }

    /// <summary>How the trainer that is taken where none is named fits a subset.</summary>
    public RetrainingOptions Refits { get; init; } = new();

    /// <summary>Seed of every random choice.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The target of a row in brackets after a space, as names of rows have it; empty without a target.</summary>
    /// <param name="table">The training or the test rows.</param>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="InterplayException"><c>column-unknown</c>.</exception>
    public string LabelOf(NamedTable table, int row)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Target is null ? "" : $" ({table.Table[row, table.Table.IndexOf(Target)]})";
    }

    internal Trainer TrainerFor(bool isClassification) =>
        Trainer
        ?? (isClassification ? Studies.Trainer.Logistic(Refits) : Studies.Trainer.Ridge(Refits));

    internal string NameOf(int row) =>
        $"{(Id is { } id ? Train.Table[row, Train.Table.IndexOf(id)] : $"row {row}")}{LabelOf(Train, row)}";
}
