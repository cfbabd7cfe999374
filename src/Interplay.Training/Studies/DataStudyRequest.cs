using Interplay.Programs;
using Interplay.Tables;
using Interplay.Training.Readouts;

namespace Interplay.Training.Studies;

/// <summary>What a study of training data asks: which parts of them do what to the answers on test rows.</summary>
public sealed record DataStudyRequest
{
    /// <summary>More outputs than this are refused: each has a spectrum of its own.</summary>
    private const int MostOutputs = 1000;

    /// <summary>What is learnt from which rows.</summary>
    public required TrainingTask Task { get; init; }

    /// <summary>Test rows with the same columns. Only a <see cref="Program"/>, which has its own, does without.</summary>
    public NamedTable? Test { get; init; }

    /// <summary>Test rows that are explained, each an output, at most 1,000; null for the mean over all.</summary>
    public IReadOnlyList<int>? Rows { get; init; }

    /// <summary>What is read of a test row; null takes the margin for two classes and the loss for numbers.</summary>
    public RetrainingOutput? Output { get; init; }

    /// <summary>The program that is the trainer and names its own outputs; null for <see cref="TrainingTask.Trainer"/>.</summary>
    public ProgramOptions? Program { get; init; }

    /// <summary>The only test row; null where there are several, or the mean.</summary>
    public int? OnlyRow => Rows is [var row] ? row : null;

    internal DataStudyRequest Validated() =>
        Program is not null && (Task.Trainer is not null || Output is not null)
            ? throw new InterplayException(
                ErrorKind.Request,
                "trainer-options-contradict",
                "A program with --trainer-command is the trainer and names its own outputs; leave out --trainer and --output."
            )
        : Program is null && Task.Target is null
            ? throw new InterplayException(
                ErrorKind.Request,
                "target-missing",
                "The trainers here need to know what is predicted: --target COLUMN. Only a program with --trainer-command does without."
            )
        : Program is null && Test is null
            ? throw new InterplayException(
                ErrorKind.Request,
                "test-missing",
                "The trainers here need rows to be tested on for --row and --output: --test FILE. Without any of these the training rows themselves are audited."
            )
        : Rows?.Count > MostOutputs
            ? throw new InterplayException(
                ErrorKind.Request,
                "too-many-outputs",
                $"Each test row is an output; {Rows.Count} were asked for, at most {MostOutputs} are possible. Without --row the mean over all of them is explained."
            )
        : Rows?.Where(row => row < 0 || row >= TestRows).ToArray() is [var wrong, ..]
            ? throw new InterplayException(
                ErrorKind.Request,
                "row-unknown",
                $"There is no test row {wrong}; rows are numbered from 0 to {TestRows - 1}."
            )
        : this;

    private int TestRows => Test?.Table.RowCount ?? 0;
}
