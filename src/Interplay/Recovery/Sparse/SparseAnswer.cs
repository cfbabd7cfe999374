using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery.Folds;
using Interplay.Recovery.Regression;

namespace Interplay.Recovery.Sparse;

/// <summary>The support that a pursuit found, as a recovery, and what cross-validation says of it.</summary>
/// <param name="Recovery">The regression on the support.</param>
/// <param name="Error">
/// Mean squared error on masks left out of the regression. The support is that of all masks: a set joins only when its gain exceeds the price of
/// its name, so that what it finds may be shared with its own folds.
/// </param>
internal sealed record SparseAnswer(OutputRecovery Recovery, double Error)
{
    /// <summary>Fits the support of one output and judges it.</summary>
    public static SparseAnswer Of(
        MaskMatrix masks,
        MaskFolds folds,
        int maxOrder,
        SparseFit fit,
        double[] values
    )
    {
        OutputRecovery all = ClosingRegression.Run(
            masks.PartCount,
            maxOrder,
            masks.Columns,
            fit.Sets,
            values
        );
        PartSet[] sets =
        [
            .. all
                .Spectrum.Terms.Select(static term => term.Parts)
                .Where(static parts => parts.Order > 0),
        ];
        var residuals = new double[values.Length];
        Parallel.ForEach(
            folds.Folds,
            fold =>
            {
                Spectrum spectrum = WithoutFold(masks.PartCount, fold, sets, values);
                double[] predicted = spectrum.Evaluate(masks.Select(fold.ValidationRows));
                for (int i = 0; i < predicted.Length; i++)
                {
                    int row = fold.ValidationRows[i];
                    residuals[row] = values[row] - predicted[i];
                }
            }
        );
        return new SparseAnswer(
            all with
            {
                CrossValidatedR2 = Faithfulness.OfResiduals(residuals, values).R2,
            },
            residuals.Average(static residual => residual * residual)
        );
    }

    private static Spectrum WithoutFold(
        int partCount,
        MaskFold fold,
        PartSet[] sets,
        double[] values
    )
    {
        var train = new JointFit(
            fold.Train.Columns,
            [.. fold.TrainRows.Select(row => values[row])]
        );
        foreach (PartSet set in sets)
        {
            train.TryAdd(set);
        }

        train.Solve();
        return new Spectrum(
            partCount,
            train.Sets.Zip(
                train.Coefficients,
                static (set, coefficient) => new SpectrumTerm(set, coefficient)
            )
        );
    }
}
