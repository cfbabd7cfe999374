using System.Diagnostics;
using System.Globalization;
using Interplay.Masks;
using Interplay.Training.Parts;
using Interplay.Training.Tables;
using Interplay.ValueFunctions;
using Microsoft.ML;

namespace Interplay.Training.MLNet;

/// <summary>
/// Fits any ML.NET estimator to the kept rows and gives its score of every test row, to be read by
/// <see cref="Interplay.Training.Readouts.RetrainingReadout"/>. The same subset gives the same bits, whatever was fitted before or beside it. A
/// subset with fewer than two different targets is not fitted: its score is the log-odds of (positive + 1) / (rows + 2), or the mean target, 0
/// of no rows; so is that of trees that find no split. Scores come back one by one, so that a failure loses none that were paid for.
/// </summary>
public sealed class EstimatorFunction : IRowValueFunction
{
    private readonly SubsetFit _fit;
    private readonly int _threads;

    private EstimatorFunction(
        EstimatorTrainer trainer,
        TrainingData train,
        TrainingData test,
        DataLens lens,
        EstimatorOptions options
    )
    {
        _fit = new SubsetFit(trainer, train, test, lens, options.Seed);
        _threads = options.Threads ?? Environment.ProcessorCount;
        GivesLogOdds = trainer.Score == EstimatorScore.LogOdds;
        PartCount = lens.Parts.Count;
        Outputs = [.. Enumerable.Range(0, test.RowCount).Select(static row => $"row {row}")];
        Fingerprint = Interplay.Fingerprint.Of(
            "estimator",
            FileVersionInfo.GetVersionInfo(typeof(MLContext).Assembly.Location).FileVersion ?? "",
            trainer.Identity,
            trainer.Score.ToString(),
            $"{options.Seed}",
            train.Fingerprint,
            test.Fingerprint,
            lens.Fingerprint
        );
    }

    /// <inheritdoc/>
    public int PartCount { get; }

    /// <summary>One a test row: <c>row 0</c>, <c>row 1</c>.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Identity of ML.NET's version, the trainer, the seed, the rows and the parts.</summary>
    public string Fingerprint { get; }

    /// <summary>Whether scores are log-odds of two classes, as a readout must be told.</summary>
    public bool GivesLogOdds { get; }

    /// <summary>Any estimator.</summary>
    /// <param name="trainer">What is fitted.</param>
    /// <param name="train">Training rows; targets of +1 and -1 unless the score is a number.</param>
    /// <param name="test">Test rows with the same features.</param>
    /// <param name="lens">What is taken away.</param>
    /// <param name="options">Seed and threads; null takes the defaults.</param>
    /// <exception cref="InterplayException">
    /// <c>trainer-options-malformed</c>, <c>classes-unclear</c>, <c>data-mismatch</c>, or <c>data-out-of-range</c>: a number beyond single
    /// precision.
    /// </exception>
    public static EstimatorFunction Create(
        EstimatorTrainer trainer,
        TrainingData train,
        TrainingData test,
        DataLens lens,
        EstimatorOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(trainer);
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

        return trainer.Score == EstimatorScore.Number || train.IsBinary
            ? new EstimatorFunction(
                trainer,
                train,
                test,
                lens,
                (options ?? new EstimatorOptions()).Validated()
            )
            : throw new InterplayException(
                ErrorKind.Request,
                "classes-unclear",
                "A classifier needs targets of +1 and -1."
            );
    }

    /// <summary>Trees boosted by LightGBM: log-odds where targets are +1 and -1 and both occur, otherwise numbers.</summary>
    /// <param name="train">Training rows.</param>
    /// <param name="test">Test rows with the same features.</param>
    /// <param name="lens">What is taken away.</param>
    /// <param name="trees">The trees; null takes the defaults.</param>
    /// <param name="options">Seed and threads; null takes the defaults.</param>
    /// <exception cref="InterplayException">
    /// As <see cref="Create"/>; <c>trainer-not-available</c>: ML.NET brings LightGBM for x64 processors only.
    /// </exception>
    public static EstimatorFunction LightGbm(
        TrainingData train,
        TrainingData test,
        DataLens lens,
        TreeOptions? trees = null,
        EstimatorOptions? options = null
    ) => Boosted(NamedTrainers.LightGbm, train, test, lens, trees, options);

    /// <summary>Trees boosted by FastTree: log-odds where targets are +1 and -1 and both occur, otherwise numbers.</summary>
    /// <param name="train">Training rows.</param>
    /// <param name="test">Test rows with the same features.</param>
    /// <param name="lens">What is taken away.</param>
    /// <param name="trees">The trees; null takes the defaults.</param>
    /// <param name="options">Seed and threads; null takes the defaults.</param>
    /// <exception cref="InterplayException">As <see cref="Create"/>.</exception>
    public static EstimatorFunction FastTree(
        TrainingData train,
        TrainingData test,
        DataLens lens,
        TreeOptions? trees = null,
        EstimatorOptions? options = null
    ) => Boosted(NamedTrainers.FastTree, train, test, lens, trees, options);

    /// <summary>
    /// Logistic regression by ML.NET's L-BFGS, in single precision. Unlike <see cref="Interplay.Training.Refits.RetrainingFunction.Logistic"/>,
    /// which is 25 to 100 times faster, it does not penalise the constant.
    /// </summary>
    /// <param name="train">Training rows with targets +1 and -1.</param>
    /// <param name="test">Test rows with the same features.</param>
    /// <param name="lens">What is taken away.</param>
    /// <param name="penalty">Weight of |w|^2 / 2, above 0.</param>
    /// <param name="options">Seed and threads; null takes the defaults.</param>
    /// <exception cref="InterplayException">As <see cref="Create"/>.</exception>
    public static EstimatorFunction Lbfgs(
        TrainingData train,
        TrainingData test,
        DataLens lens,
        double penalty = 1,
        EstimatorOptions? options = null
    ) =>
        penalty > 0 && float.IsFinite((float)penalty)
            ? Create(NamedTrainers.Lbfgs(penalty), train, test, lens, options)
            : throw new InterplayException(
                ErrorKind.Request,
                "trainer-options-malformed",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The penalty must be above 0; found {penalty}."
                )
            );

    private static EstimatorFunction Boosted(
        Func<int, bool, TreeOptions, EstimatorTrainer> trainer,
        TrainingData train,
        TrainingData test,
        DataLens lens,
        TreeOptions? trees,
        EstimatorOptions? options
    )
    {
        ArgumentNullException.ThrowIfNull(train);
        bool hasTwoClasses =
            train.IsBinary && train.Targets.Contains(1) && train.Targets.Contains(-1);
        return Create(
            trainer(train.RowCount, hasTwoClasses, (trees ?? new TreeOptions()).Validated()),
            train,
            test,
            lens,
            options
        );
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        CancellationToken cancellationToken = default
    ) => EvaluateRowsAsync(masks, RowClaims.All, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        RowClaims claims,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentOutOfRangeException.ThrowIfNotEqual(masks.PartCount, PartCount, nameof(masks));
        // ML.NET cannot leave a fit that is under way.
        return RowWorkers.RunAsync(
            Enumerable.Range(0, masks.RowCount),
            _threads,
            claims.IsTakenAsync,
            (row, _) => ValueTask.FromResult(Fit(row, masks.GetMask(row))),
            cancellationToken
        );
    }

    private IReadOnlyList<EvaluatedRow> Fit(int row, Mask mask)
    {
        long start = Stopwatch.GetTimestamp();
        double[] scores = _fit.Scores(mask);
        var cost = new AblationCost(0, 0, 0, Stopwatch.GetElapsedTime(start));
        return [new EvaluatedRow(row, scores, cost)];
    }
}
