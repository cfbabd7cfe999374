using System.Runtime.ExceptionServices;
using Interplay.Masks;
using Interplay.Training.Parts;
using Interplay.Training.Tables;
using Interplay.ValueFunctions;

namespace Interplay.Training.Refits;

/// <summary>
/// Retrains a model on the kept rows and gives its score of every test row: log-odds of the positive class, or the predicted number. Margins,
/// losses and probabilities are read from the same retrainings by <see cref="Readouts.RetrainingReadout"/>.
/// </summary>
public sealed class RetrainingFunction : IValueFunction
{
    private readonly IRefitter _refitter;
    private readonly int _threads;

    private RetrainingFunction(
        IRefitter refitter,
        TrainingData train,
        TrainingData test,
        DataLens lens,
        RetrainingOptions options
    )
    {
        _refitter = refitter;
        _threads = options.Threads ?? Environment.ProcessorCount;
        PartCount = lens.Parts.Count;
        Outputs = [.. Enumerable.Range(0, test.RowCount).Select(static row => $"row {row}")];
        Fingerprint = Interplay.Fingerprint.Of(
            "retraining",
            refitter.Identity,
            train.Fingerprint,
            test.Fingerprint,
            lens.Fingerprint
        );
    }

    /// <inheritdoc/>
    public int PartCount { get; }

    /// <summary>One a test row: <c>row 0</c>, <c>row 1</c>.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Logistic regression with a quadratic penalty; scores are log-odds.</summary>
    /// <param name="train">Training rows with targets +1 and -1.</param>
    /// <param name="test">Test rows with the same features.</param>
    /// <param name="lens">What is taken away.</param>
    /// <param name="options">Penalty and tolerance; null takes the defaults.</param>
    /// <exception cref="InterplayException"><c>trainer-options-malformed</c>, <c>classes-unclear</c> or <c>data-mismatch</c>.</exception>
    public static RetrainingFunction Logistic(
        TrainingData train,
        TrainingData test,
        DataLens lens,
        RetrainingOptions? options = null
    ) =>
        Of(
            train,
            test,
            lens,
            options,
            checkedOptions =>
                train.IsBinary
                    ? new LogisticRefitter(
                        train,
                        test,
                        lens,
                        checkedOptions.Penalty,
                        checkedOptions.Tolerance
                    )
                    : throw new InterplayException(
                        ErrorKind.Request,
                        "classes-unclear",
                        "Logistic regression needs targets of +1 and -1."
                    )
        );

    /// <summary>Ridge regression; scores are predictions.</summary>
    /// <param name="train">Training rows.</param>
    /// <param name="test">Test rows with the same features.</param>
    /// <param name="lens">What is taken away.</param>
    /// <param name="options">The penalty; null takes the default.</param>
    /// <exception cref="InterplayException"><c>trainer-options-malformed</c> or <c>data-mismatch</c>.</exception>
    public static RetrainingFunction Ridge(
        TrainingData train,
        TrainingData test,
        DataLens lens,
        RetrainingOptions? options = null
    ) =>
        Of(
            train,
            test,
            lens,
            options,
            checkedOptions => new RidgeRefitter(train, test, lens, checkedOptions.Penalty)
        );

    /// <summary>
    /// k nearest neighbours; scores are log-odds of (positive + 1) / (taken + 2) for targets of +1 and -1, otherwise the mean target.
    /// </summary>
    /// <param name="train">Training rows.</param>
    /// <param name="test">Test rows with the same features.</param>
    /// <param name="lens">What is taken away.</param>
    /// <param name="options">The number of neighbours; null takes the default.</param>
    /// <exception cref="InterplayException"><c>trainer-options-malformed</c> or <c>data-mismatch</c>.</exception>
    public static RetrainingFunction NearestNeighbours(
        TrainingData train,
        TrainingData test,
        DataLens lens,
        RetrainingOptions? options = null
    ) =>
        Of(
            train,
            test,
            lens,
            options,
            checkedOptions => new NearestNeighbourRefitter(
                train,
                test,
                lens,
                checkedOptions.Neighbours,
                train.IsBinary
            )
        );

    /// <inheritdoc/>
    public ValueTask EvaluateAsync(
        MaskMatrix masks,
        Memory<double> values,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentOutOfRangeException.ThrowIfNotEqual(masks.PartCount, PartCount, nameof(masks));
        int width = Outputs.Count;
        try
        {
            Parallel.For(
                0,
                masks.RowCount,
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = _threads,
                    CancellationToken = cancellationToken,
                },
                _refitter.CreateWorkspace,
                (row, _, workspace) =>
                {
                    _refitter.Refit(
                        masks.Row(row),
                        values.Span.Slice(row * width, width),
                        workspace
                    );
                    return workspace;
                },
                static _ => { }
            );
        }
        catch (AggregateException failures)
            when (failures.InnerExceptions[0] is InterplayException first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return ValueTask.CompletedTask;
    }

    private static RetrainingFunction Of(
        TrainingData train,
        TrainingData test,
        DataLens lens,
        RetrainingOptions? options,
        Func<RetrainingOptions, IRefitter> refitterOf
    )
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(lens);
        if (train.ColumnCount != test.ColumnCount || train.RowCount != lens.RowCount)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "data-mismatch",
                $"Training and test rows must have the same features, and the lens the rows of the training table; found {train.ColumnCount} and {test.ColumnCount} features, {train.RowCount} and {lens.RowCount} rows."
            );
        }

        options = (options ?? new RetrainingOptions()).Validated();
        return new RetrainingFunction(refitterOf(options), train, test, lens, options);
    }
}
