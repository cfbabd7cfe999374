using Interplay.Masks;
using Interplay.Training.MLNet;
using Interplay.Training.Parts;
using Interplay.Training.Tables;
using Interplay.ValueFunctions;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.LightGbm;

namespace Interplay.Integration.Tests.Training;

/// <summary>ML.NET estimators as trainers: the same subset, the same bits; every subset has an answer; a failure loses nothing.</summary>
public sealed class EstimatorTests
{
    private const int Rows = 60;
    private const int Columns = 4;
    private const int Groups = 10;
    private const int Tested = 7;
    private static readonly TreeOptions Few = new() { Trees = 10, Leaves = 4 };

    [Theory]
    [InlineData("lightgbm", true)]
    [InlineData("lightgbm", false)]
    [InlineData("fasttree", true)]
    [InlineData("fasttree", false)]
    [InlineData("lbfgs", true)]
    [InlineData("pipeline", true)]
    public async Task The_same_subset_gives_the_same_bits_on_any_number_of_threads(
        string trainer,
        bool isClassification
    )
    {
        MaskMatrix once = DrawnRows.Masks(1, 12, Groups);
        var masks = MaskMatrix.From([
            .. Enumerable.Range(0, 24).Select(row => once.GetMask(row % 12)),
        ]);
        double[] one = await ValuesAsync(Function(trainer, isClassification, 1), masks);
        double[] four = await ValuesAsync(Function(trainer, isClassification, 4), masks);
        Assert.Equal(one, four);
        Assert.Equal(one[..(12 * Tested)], one[(12 * Tested)..]);
        // Subsets differ, and so do test rows.
        Assert.True(one.Distinct().Count() > 40);
    }

    [Theory]
    [InlineData("lightgbm")]
    [InlineData("fasttree")]
    [InlineData("lbfgs")]
    public async Task Subsets_of_one_class_or_none_have_an_answer(string trainer)
    {
        // Parts: three positive rows, five negative rows, all others together.
        TrainingData train = DrawnRows.Of(4, Rows, Columns, true);
        int[] positive = [.. Enumerable.Range(0, Rows).Where(row => train.Targets[row] > 0)];
        int[] negative = [.. Enumerable.Range(0, Rows).Where(row => train.Targets[row] < 0)];
        DataLens lens = DataLens.OfGroups([
            .. Enumerable
                .Range(0, Rows)
                .Select(row =>
                    positive.Take(3).Contains(row) ? "1"
                    : negative.Take(5).Contains(row) ? "2"
                    : "3"
                ),
        ]);
        string[] names = [.. lens.Parts.Select(static part => part.Text)];
        MaskMatrix masks = MaskMatrix.From([
            Mask.Parse("000"),
            Mask.Parse(string.Concat(names.Select(static name => name == "1" ? '1' : '0'))),
            Mask.Parse(string.Concat(names.Select(static name => name == "2" ? '1' : '0'))),
        ]);
        double[] values = await ValuesAsync(
            Create(trainer, train, DrawnRows.Of(5, Tested, Columns, true), lens, 2, Few),
            masks
        );
        double[] expected = [0, Math.Log(4), -Math.Log(6)];
        for (int row = 0; row < 3; row++)
        {
            Assert.All(
                values[(row * Tested)..((row + 1) * Tested)],
                value => Assert.Equal(expected[row], value, 1e-12)
            );
        }
    }

    [Theory]
    [InlineData("lightgbm")]
    [InlineData("fasttree")]
    public async Task Trees_without_a_split_answer_as_if_there_were_no_features(string trainer)
    {
        // Nine rows are too few for two leaves of five, whatever they hold.
        TrainingData classes = DrawnRows.Of(6, 9, Columns, true);
        TrainingData numbers = DrawnRows.Of(6, 9, Columns, false);
        TreeOptions five = Few with { LeastRowsPerLeaf = 5 };
        MaskMatrix all = MaskMatrix.From([Mask.Full(9)]);
        double[] odds = await ValuesAsync(
            Create(trainer, classes, classes, DataLens.OfRows(9), 1, five),
            all
        );
        int positive = classes.Targets.Count(1);
        Assert.InRange(positive, 1, 8);
        Assert.All(
            odds,
            value => Assert.Equal(Math.Log((positive + 1.0) / (10 - positive)), value, 1e-12)
        );
        double[] means = await ValuesAsync(
            Create(trainer, numbers, numbers, DataLens.OfRows(9), 1, five),
            all
        );
        Assert.All(means, value => Assert.Equal(numbers.Targets.ToArray().Average(), value, 1e-12));

        MaskMatrix few = MaskMatrix.From([Mask.Parse("000000000"), Mask.Parse("001000000")]);
        double[] ends = await ValuesAsync(
            Create(trainer, numbers, numbers, DataLens.OfRows(9), 1, five),
            few
        );
        Assert.All(ends[..9], static value => Assert.Equal(0, value));
        Assert.All(ends[9..], value => Assert.Equal(numbers.Targets[2], value));
    }

    [Fact]
    public async Task Scores_are_those_of_MLNet_used_by_hand()
    {
        TrainingData train = DrawnRows.Of(7, Rows, Columns, true);
        TrainingData test = DrawnRows.Of(8, Tested, Columns, true);
        DataLens lens = Lens();
        MaskMatrix masks = DrawnRows.Masks(7, 1, Groups);
        double[] odds = await ValuesAsync(
            EstimatorFunction.LightGbm(train, test, lens, Few),
            masks
        );

        var context = new MLContext(seed: 1);
        IDataView kept = context.Data.LoadFromEnumerable(
            lens.Ablate(masks.GetMask(0)).Select(row => Of(train, row))
        );
        IDataView scored = context
            .BinaryClassification.Trainers.LightGbm(
                new LightGbmBinaryTrainer.Options
                {
                    NumberOfIterations = Few.Trees,
                    NumberOfLeaves = Few.Leaves,
                    LearningRate = Few.LearningRate,
                    MinimumExampleCountPerLeaf = 1,
                    MaximumBinCountPerFeature = Few.Bins,
                    UseCategoricalSplit = false,
                    NumberOfThreads = 1,
                }
            )
            .Fit(kept)
            .Transform(
                context.Data.LoadFromEnumerable(
                    Enumerable.Range(0, Tested).Select(row => Of(test, row))
                )
            );
        float[] probabilities = [.. scored.GetColumn<float>("Probability")];
        for (int row = 0; row < Tested; row++)
        {
            Assert.Equal(probabilities[row], 1 / (1 + Math.Exp(-odds[row])), 1e-6);
        }
    }

    [Fact]
    public async Task A_pipeline_of_ones_own_is_read_as_score_or_as_log_odds()
    {
        TrainingData train = DrawnRows.Of(9, Rows, Columns, true);
        TrainingData test = DrawnRows.Of(10, Tested, Columns, true);
        MaskMatrix masks = DrawnRows.Masks(9, 6, Groups);
        EstimatorFunction score = EstimatorFunction.Create(
            new EstimatorTrainer
            {
                Identity = "scaled perceptron",
                Score = EstimatorScore.Score,
                Create = static context => Perceptron(context),
            },
            train,
            test,
            Lens()
        );
        EstimatorFunction odds = EstimatorFunction.Create(Calibrated, train, test, Lens());
        Assert.False(score.GivesLogOdds);
        Assert.True(odds.GivesLogOdds);
        double[] scores = await ValuesAsync(score, masks);
        double[] calibrated = await ValuesAsync(odds, masks);
        for (int row = 0; row < masks.RowCount; row++)
        {
            // A Platt calibrator is a line from scores to log-odds: three points lie on it.
            double[] x = scores[(row * Tested)..((row + 1) * Tested)];
            double[] y = calibrated[(row * Tested)..((row + 1) * Tested)];
            double slope = (y[1] - y[0]) / (x[1] - x[0]);
            Assert.Equal(y[0] + slope * (x[2] - x[0]), y[2], 1e-3 * (1 + Math.Abs(y[2])));
        }
    }

    [Fact]
    public void What_a_run_is_known_by_changes_with_everything_it_depends_on()
    {
        TrainingData train = DrawnRows.Of(11, Rows, Columns, true);
        TrainingData test = DrawnRows.Of(12, Tested, Columns, true);
        string[] all =
        [
            EstimatorFunction.LightGbm(train, test, Lens(), Few).Fingerprint,
            EstimatorFunction.LightGbm(train, test, Lens(), Few with { Trees = 11 }).Fingerprint,
            EstimatorFunction
                .LightGbm(train, test, Lens(), Few with { LeastRowsPerLeaf = 2 })
                .Fingerprint,
            EstimatorFunction
                .LightGbm(train, test, Lens(), Few, new EstimatorOptions { Seed = 2 })
                .Fingerprint,
            EstimatorFunction.LightGbm(train, train, Lens(), Few).Fingerprint,
            EstimatorFunction.LightGbm(test, test, DataLens.OfRows(Tested), Few).Fingerprint,
            EstimatorFunction.FastTree(train, test, Lens(), Few).Fingerprint,
            EstimatorFunction.Lbfgs(train, test, Lens()).Fingerprint,
            EstimatorFunction.Lbfgs(train, test, Lens(), 2).Fingerprint,
            EstimatorFunction.Create(Calibrated, train, test, Lens()).Fingerprint,
        ];
        Assert.Equal(all.Length, all.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(
            all[0],
            EstimatorFunction
                .LightGbm(
                    DrawnRows.Of(11, Rows, Columns, true),
                    test,
                    Lens(),
                    Few,
                    new EstimatorOptions { Threads = 3 }
                )
                .Fingerprint
        );
    }

    [Fact]
    public async Task A_failure_is_named_and_what_was_fitted_is_kept()
    {
        TrainingData train = DrawnRows.Of(13, Rows, Columns, true);
        int fits = 0;
        bool isBroken = true;
        var trainer = new EstimatorTrainer
        {
            Identity = "breaks at the fourth",
            Score = EstimatorScore.Score,
            Create = context =>
                Interlocked.Increment(ref fits) > 3 && isBroken
                    // There is no such column: the estimator itself throws when it is fitted.
                    ? context.Transforms.NormalizeMinMax("Nowhere")
                    : Perceptron(context),
        };
        EstimatorFunction function = EstimatorFunction.Create(
            trainer,
            train,
            train,
            Lens(),
            new EstimatorOptions { Threads = 1 }
        );
        MaskMatrix masks = DrawnRows.Masks(13, 8, Groups);
        var evaluator = new AblationEvaluator(function, new MemoryJournal());
        ValueFunctionFailedException failure =
            await Assert.ThrowsAsync<ValueFunctionFailedException>(() =>
                evaluator.EvaluateAsync(
                    masks,
                    cancellationToken: TestContext.Current.CancellationToken
                )
            );
        var cause = Assert.IsType<InterplayException>(failure.InnerException);
        Assert.Equal("estimator-failed", cause.Name);
        int kept = Lens().Ablate(failure.Mask).Count;
        Assert.Contains($"a subset of {kept} rows", cause.Message, StringComparison.Ordinal);
        Assert.Contains("Nowhere", cause.Message, StringComparison.Ordinal);
        Assert.Equal(3, failure.Completed.Masks.RowCount);

        isBroken = false;
        Ablations all = await evaluator.EvaluateAsync(
            masks,
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(8, all.Masks.RowCount);
        // Three before, one that failed, five after it.
        Assert.Equal(9, fits);
    }

    [Fact]
    public async Task A_run_that_is_stopped_keeps_what_was_fitted()
    {
        TrainingData train = DrawnRows.Of(14, Rows, Columns, true);
        using var stop = new CancellationTokenSource();
        int fits = 0;
        EstimatorFunction function = EstimatorFunction.Create(
            new EstimatorTrainer
            {
                Identity = "is stopped at the second",
                Score = EstimatorScore.Score,
                Create = context =>
                {
                    if (Interlocked.Increment(ref fits) == 2)
                    {
                        stop.Cancel();
                    }

                    return Perceptron(context);
                },
            },
            train,
            train,
            Lens(),
            new EstimatorOptions { Threads = 1 }
        );
        MaskMatrix masks = DrawnRows.Masks(14, 8, Groups);
        var evaluator = new AblationEvaluator(function, new MemoryJournal());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            evaluator.EvaluateAsync(masks, cancellationToken: stop.Token)
        );
        Ablations known = await evaluator.KnownAsync(masks, TestContext.Current.CancellationToken);
        Assert.Equal(2, known.Masks.RowCount);
        Assert.Equal(2, fits);
    }

    [Fact]
    public async Task What_cannot_be_read_or_fitted_is_named()
    {
        TrainingData train = DrawnRows.Of(15, Rows, Columns, true);
        TrainingData numbers = DrawnRows.Of(15, Rows, Columns, false);
        EstimatorFunction uncalibrated = EstimatorFunction.Create(
            new EstimatorTrainer
            {
                Identity = "no probability",
                Score = EstimatorScore.LogOdds,
                Create = static context => Perceptron(context),
            },
            train,
            train,
            Lens()
        );
        InterplayException missing = await Assert.ThrowsAsync<InterplayException>(() =>
            ValuesAsync(uncalibrated, DrawnRows.Masks(15, 1, Groups))
        );
        Assert.Equal("estimator-output-missing", missing.Name);
        Assert.Equal(
            "classes-unclear",
            Assert
                .Throws<InterplayException>(() => EstimatorFunction.Lbfgs(numbers, numbers, Lens()))
                .Name
        );
        Assert.Equal(
            "data-mismatch",
            Assert
                .Throws<InterplayException>(() =>
                    EstimatorFunction.LightGbm(train, train, DataLens.OfRows(3))
                )
                .Name
        );
        var huge = new TrainingData([1, 2, 3], [1e300, 2, 3]);
        Assert.Equal(
            "data-out-of-range",
            Assert
                .Throws<InterplayException>(() =>
                    EstimatorFunction.FastTree(huge, huge, DataLens.OfRows(3))
                )
                .Name
        );
        Assert.Equal(
            "trainer-options-malformed",
            Assert
                .Throws<InterplayException>(() =>
                    EstimatorFunction.FastTree(train, train, Lens(), new TreeOptions { Leaves = 1 })
                )
                .Name
        );
    }

    private static EstimatorTrainer Calibrated { get; } =
        new()
        {
            Identity = "scaled perceptron, calibrated",
            Score = EstimatorScore.LogOdds,
            Create = static context =>
                Perceptron(context).Append(context.BinaryClassification.Calibrators.Platt()),
        };

    private static EstimatorChain<
        BinaryPredictionTransformer<LinearBinaryModelParameters>
    > Perceptron(MLContext context) =>
        context
            .Transforms.NormalizeMinMax("Features")
            .Append(context.BinaryClassification.Trainers.AveragedPerceptron());

    private static DataLens Lens() =>
        DataLens.OfGroups([.. Enumerable.Range(0, Rows).Select(static row => $"{row % Groups}")]);

    private static EstimatorFunction Function(string trainer, bool isClassification, int threads) =>
        Create(
            trainer,
            DrawnRows.Of(2, Rows, Columns, isClassification),
            DrawnRows.Of(3, Tested, Columns, isClassification),
            Lens(),
            threads,
            Few
        );

    private static EstimatorFunction Create(
        string trainer,
        TrainingData train,
        TrainingData test,
        DataLens lens,
        int threads,
        TreeOptions trees
    )
    {
        var options = new EstimatorOptions { Threads = threads };
        return trainer switch
        {
            "lightgbm" => EstimatorFunction.LightGbm(train, test, lens, trees, options),
            "fasttree" => EstimatorFunction.FastTree(train, test, lens, trees, options),
            "lbfgs" => EstimatorFunction.Lbfgs(train, test, lens, 1, options),
            _ => EstimatorFunction.Create(Calibrated, train, test, lens, options),
        };
    }

    private static async Task<double[]> ValuesAsync(EstimatorFunction function, MaskMatrix masks)
    {
        var values = new double[masks.RowCount * function.Outputs.Count];
        await ((IValueFunction)function).EvaluateAsync(
            masks,
            values,
            TestContext.Current.CancellationToken
        );
        return values;
    }

    private static Example Of(TrainingData data, int row) =>
        new()
        {
            Label = data.Targets[row] > 0,
            Features = [.. data.Row(row).ToArray().Select(static x => (float)x)],
        };

    private sealed class Example
    {
        public bool Label { get; set; }

        [VectorType(Columns)]
        public float[] Features { get; set; } = [];
    }
}
