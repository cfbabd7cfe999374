using Interplay.Masks;
using Interplay.Training.MLNet;
using Interplay.Training.Parts;
using Interplay.Training.Refits;
using Interplay.Training.Tables;
using Interplay.ValueFunctions;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Interplay.Integration.Tests.Training;

/// <summary>
/// Refits against ML.NET's solvers. Interplay penalises the constant and ML.NET does not; on rows that come in mirrored pairs the best constant is
/// 0 either way, so that both solve the same problem.
/// </summary>
public sealed class LinearPeerTests
{
    private const int Columns = 6;
    private const int Groups = 12;
    private const double Penalty = 2;

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public async Task Logistic_weights_are_those_of_LBFGS(ulong seed)
    {
        TrainingData train = DrawnRows.Mirrored(DrawnRows.Of(seed, 90, Columns, true));
        await AgreeAsync(
            train,
            lens => RetrainingFunction.Logistic(train, Probes, lens, Options),
            lens => EstimatorFunction.Lbfgs(train, Probes, lens, Penalty),
            seed,
            3e-4
        );
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public async Task Ridge_weights_are_those_of_dual_ascent(ulong seed)
    {
        TrainingData train = DrawnRows.Mirrored(DrawnRows.Of(seed, 90, Columns, false));
        await AgreeAsync(
            train,
            lens => RetrainingFunction.Ridge(train, Probes, lens, Options),
            lens =>
                EstimatorFunction.Create(
                    new EstimatorTrainer
                    {
                        Identity = "sdca",
                        Score = EstimatorScore.Number,
                        Create = context =>
                            context.Regression.Trainers.Sdca(
                                new SdcaRegressionTrainer.Options
                                {
                                    // A mean of squares and |w|^2 / 2 there, a sum and |w|^2 here: all parts are kept, so that the number of rows is known.
                                    L2Regularization = (float)(2 * Penalty / train.RowCount),
                                    L1Regularization = 0,
                                    ConvergenceTolerance = 1e-6f,
                                    MaximumNumberOfIterations = 2000,
                                    NumberOfThreads = 1,
                                }
                            ),
                    },
                    train,
                    Probes,
                    lens
                ),
            seed,
            1e-3,
            allKept: true
        );
    }

    /// <summary>Each is best by its own measure, on rows without any symmetry.</summary>
    [Fact]
    public async Task Each_solver_minimises_its_own_objective()
    {
        TrainingData train = DrawnRows.Of(3, 120, Columns, true);
        DataLens lens = DataLens.OfGroups([
            .. Enumerable.Range(0, train.RowCount).Select(static row => $"{row % Groups}"),
        ]);
        MaskMatrix masks = DrawnRows.Masks(3, 20, Groups);
        double[] ours = await ValuesAsync(
            RetrainingFunction.Logistic(train, Probes, lens, Options),
            masks
        );
        double[] theirs = await ValuesAsync(
            EstimatorFunction.Lbfgs(train, Probes, lens, Penalty),
            masks
        );
        for (int row = 0; row < masks.RowCount; row++)
        {
            IReadOnlyList<int> kept = lens.Ablate(masks.GetMask(row));
            double[] our = Weights(ours, row);
            double[] their = Weights(theirs, row);
            Assert.True(Objective(train, kept, our, true) < Objective(train, kept, their, true));
            // Single precision ends near 1e-7 of the value.
            Assert.True(
                Objective(train, kept, their, false)
                    < Objective(train, kept, our, false) * (1 + 1e-6)
            );
        }
    }

    private static TrainingData Probes { get; } = DrawnRows.Probes(Columns);

    private static RetrainingOptions Options { get; } = new() { Penalty = Penalty };

    private static async Task AgreeAsync(
        TrainingData train,
        Func<DataLens, IValueFunction> ours,
        Func<DataLens, IValueFunction> theirs,
        ulong seed,
        double tolerance,
        bool allKept = false
    )
    {
        // A row and its mirror stay together.
        DataLens lens = DataLens.OfGroups([
            .. Enumerable.Range(0, train.RowCount).Select(static row => $"{row / 2 % Groups}"),
        ]);
        MaskMatrix masks = allKept
            ? MaskMatrix.From([Mask.Full(Groups)])
            : DrawnRows.Masks(seed, 20, Groups);
        double[] our = await ValuesAsync(ours(lens), masks);
        double[] their = await ValuesAsync(theirs(lens), masks);
        double furthest = our.Zip(their, static (a, b) => Math.Abs(a - b)).Max();
        Assert.True(furthest < tolerance, $"seed {seed}: {furthest}");
        Assert.True(our.Max(Math.Abs) > 0.1, "The weights say nothing.");
    }

    private static async Task<double[]> ValuesAsync(IValueFunction function, MaskMatrix masks)
    {
        var values = new double[masks.RowCount * function.Outputs.Count];
        await function.EvaluateAsync(masks, values, TestContext.Current.CancellationToken);
        return values;
    }

    private static double[] Weights(double[] values, int row)
    {
        double[] scores = values[(row * (Columns + 1))..((row + 1) * (Columns + 1))];
        return [scores[0], .. scores[1..].Select(score => score - scores[0])];
    }

    private static double Objective(
        TrainingData data,
        IReadOnlyList<int> rows,
        double[] weights,
        bool penalisesConstant
    )
    {
        double sum =
            Penalty
            / 2
            * weights.Skip(penalisesConstant ? 0 : 1).Sum(static weight => weight * weight);
        foreach (int row in rows)
        {
            double score =
                weights[0]
                + weights.Skip(1).Zip(data.Row(row).ToArray(), static (w, x) => w * x).Sum();
            sum += Math.Log(1 + Math.Exp(-data.Targets[row] * score));
        }

        return sum;
    }
}
