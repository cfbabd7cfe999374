using Interplay.Training.Studies;

namespace Interplay.Training.MLNet;

/// <summary>ML.NET's trainers for studies and audits of training data.</summary>
public static class MLNetTrainers
{
    /// <summary>Trees boosted by LightGBM, as <see cref="EstimatorFunction.LightGbm"/>.</summary>
    public static Trainer LightGbm(TreeOptions? trees = null, EstimatorOptions? options = null) =>
        new(
            "LightGBM",
            (train, test, lens) => EstimatorFunction.LightGbm(train, test, lens, trees, options)
        );

    /// <summary>Trees boosted by FastTree, as <see cref="EstimatorFunction.FastTree"/>.</summary>
    public static Trainer FastTree(TreeOptions? trees = null, EstimatorOptions? options = null) =>
        new(
            "FastTree",
            (train, test, lens) => EstimatorFunction.FastTree(train, test, lens, trees, options)
        );

    /// <summary>Logistic regression, as <see cref="EstimatorFunction.Lbfgs"/>.</summary>
    public static Trainer Lbfgs(double penalty = 1, EstimatorOptions? options = null) =>
        new(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"logistic regression by ML.NET (penalty {penalty})"
            ),
            (train, test, lens) => EstimatorFunction.Lbfgs(train, test, lens, penalty, options)
        )
        {
            NeedsClasses = true,
        };

    /// <summary>Any estimator.</summary>
    /// <param name="name">The trainer in words.</param>
    /// <param name="trainer">What is fitted.</param>
    /// <param name="options">Seed and threads; null takes the defaults.</param>
    public static Trainer Of(
        string name,
        EstimatorTrainer trainer,
        EstimatorOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(trainer);
        return new Trainer(
            name,
            (train, test, lens) => EstimatorFunction.Create(trainer, train, test, lens, options)
        )
        {
            NeedsClasses = trainer.Score != EstimatorScore.Number,
            GivesLogOdds = trainer.Score == EstimatorScore.LogOdds,
        };
    }
}
