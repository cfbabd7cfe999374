using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace Interplay.Training.MLNet;

/// <summary>The trainers that have a name: every option that ML.NET would derive from the rows is set, so that it is the same for all subsets.</summary>
internal static class NamedTrainers
{
    /// <summary>Trees by LightGBM (Ke et al., 2017).</summary>
    /// <exception cref="InterplayException"><c>trainer-not-available</c>: the native library is built for x64 only.</exception>
    public static EstimatorTrainer LightGbm(int rows, bool isClassification, TreeOptions options)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "trainer-not-available",
                $"ML.NET brings LightGBM for x64 processors only; this is {RuntimeInformation.ProcessArchitecture}. FastTree runs here."
            );
        }

        return new EstimatorTrainer
        {
            Identity = $"lightgbm:{isClassification}:{options.Identity(rows)}",
            Score = isClassification ? EstimatorScore.LogOdds : EstimatorScore.Number,
            Create = context =>
                isClassification
                    ? context.BinaryClassification.Trainers.LightGbm(
                        new LightGbmBinaryTrainer.Options
                        {
                            NumberOfIterations = options.Trees,
                            NumberOfLeaves = options.Leaves,
                            LearningRate = options.LearningRate,
                            MinimumExampleCountPerLeaf = options.LeastRowsOf(rows),
                            MaximumBinCountPerFeature = options.Bins,
                            UseCategoricalSplit = false,
                            Deterministic = true,
                            NumberOfThreads = 1,
                        }
                    )
                    : context.Regression.Trainers.LightGbm(
                        new LightGbmRegressionTrainer.Options
                        {
                            NumberOfIterations = options.Trees,
                            NumberOfLeaves = options.Leaves,
                            LearningRate = options.LearningRate,
                            MinimumExampleCountPerLeaf = options.LeastRowsOf(rows),
                            MaximumBinCountPerFeature = options.Bins,
                            UseCategoricalSplit = false,
                            Deterministic = true,
                            NumberOfThreads = 1,
                        }
                    ),
            IsWithoutSplit = IsWithoutSplit<
                LightGbmBinaryModelParameters,
                LightGbmRegressionModelParameters
            >,
            // Where no feature can be split LightGBM gives a tree that ML.NET cannot read (dotnet/machinelearning, issue 5022).
            SaysWithoutSplit = static failure =>
                failure is ArgumentNullException { ParamName: "items" },
        };
    }

    /// <summary>Trees by FastTree, ML.NET's MART (Friedman, 2001).</summary>
    public static EstimatorTrainer FastTree(int rows, bool isClassification, TreeOptions options) =>
        new()
        {
            Identity = $"fasttree:{isClassification}:{options.Identity(rows)}",
            Score = isClassification ? EstimatorScore.LogOdds : EstimatorScore.Number,
            Create = context =>
                isClassification
                    ? context.BinaryClassification.Trainers.FastTree(
                        new FastTreeBinaryTrainer.Options
                        {
                            NumberOfTrees = options.Trees,
                            NumberOfLeaves = options.Leaves,
                            LearningRate = options.LearningRate,
                            MinimumExampleCountPerLeaf = options.LeastRowsOf(rows),
                            MaximumBinCountPerFeature = options.Bins,
                            NumberOfThreads = 1,
                        }
                    )
                    : context.Regression.Trainers.FastTree(
                        new FastTreeRegressionTrainer.Options
                        {
                            NumberOfTrees = options.Trees,
                            NumberOfLeaves = options.Leaves,
                            LearningRate = options.LearningRate,
                            MinimumExampleCountPerLeaf = options.LeastRowsOf(rows),
                            MaximumBinCountPerFeature = options.Bins,
                            NumberOfThreads = 1,
                        }
                    ),
            IsWithoutSplit = IsWithoutSplit<
                FastTreeBinaryModelParameters,
                FastTreeRegressionModelParameters
            >,
        };

    /// <summary>Logistic regression by L-BFGS; the constant is not penalised.</summary>
    public static EstimatorTrainer Lbfgs(double penalty) =>
        new()
        {
            Identity = string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"lbfgs:{penalty:R}"
            ),
            Score = EstimatorScore.LogOdds,
            Create = context =>
                context.BinaryClassification.Trainers.LbfgsLogisticRegression(
                    new LbfgsLogisticRegressionBinaryTrainer.Options
                    {
                        L1Regularization = 0,
                        L2Regularization = (float)penalty,
                        NumberOfThreads = 1,
                    }
                ),
        };

    private static bool IsWithoutSplit<TClasses, TNumbers>(ITransformer model)
        where TClasses : TreeEnsembleModelParametersBasedOnRegressionTree
        where TNumbers : TreeEnsembleModelParametersBasedOnRegressionTree
    {
        TreeEnsembleModelParametersBasedOnRegressionTree? trees = model switch
        {
            ISingleFeaturePredictionTransformer<
                CalibratedModelParametersBase<TClasses, PlattCalibrator>
            > classes => classes.Model.SubModel,
            ISingleFeaturePredictionTransformer<TNumbers> numbers => numbers.Model,
            _ => throw new InvalidOperationException($"{model.GetType()} holds no trees."),
        };
        // A tree that could not be split may come as two leaves that say the same.
        return trees.TrainedTreeEnsemble.Trees.All(static tree =>
            tree.LeafValues.Distinct().Count() <= 1
        );
    }
}
