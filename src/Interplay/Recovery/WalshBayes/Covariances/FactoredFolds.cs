using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Recovery.WalshBayes.Covariances;

/// <summary>Conditions on the rows that each fold keeps by a Cholesky factor a fold: for kernels on which iterations do not converge.</summary>
internal static class FactoredFolds
{
    /// <summary>What <see cref="IterativeCovariance.SolveFolds"/> gives.</summary>
    /// <param name="prior">The smooth prior.</param>
    /// <param name="masks">The masks.</param>
    /// <param name="y">The values.</param>
    /// <param name="folds">The folds.</param>
    /// <param name="spikes">Variances on top of the smooth prior, by set.</param>
    public static (double[][] Weights, double[] Predictions) Solve(
        SmoothPrior prior,
        MaskMatrix masks,
        float[] y,
        RowFolds folds,
        IReadOnlyList<(PartSet Parts, double Variance)> spikes
    )
    {
        var weights = new double[folds.Count][];
        var predictions = new double[y.Length];
        for (int fold = 0; fold < folds.Count; fold++)
        {
            int[] left = folds.Left(fold);
            int[] kept =
            [
                .. Enumerable.Range(0, y.Length).Where(row => folds.LeavesOut(row) != fold),
            ];
            MaskMatrix train = masks.Select(kept);
            using SingleMatrix z = SignRows.Of(train);
            using FactoredCovariance covariance = FactoredCovariance.Of(
                prior,
                z,
                SpikeFeatures(spikes, train)
            );
            float[] values = [.. kept.Select(row => y[row])];
            double[] solved = covariance.Solve(values);
            weights[fold] = new double[y.Length];
            for (int i = 0; i < kept.Length; i++)
            {
                weights[fold][kept[i]] = solved[i];
            }

            Predict(prior, masks.Select(left), z, train, spikes, solved, left, predictions);
        }

        return (weights, predictions);
    }

    private static void Predict(
        SmoothPrior prior,
        MaskMatrix validation,
        SingleMatrix z,
        MaskMatrix train,
        IReadOnlyList<(PartSet Parts, double Variance)> spikes,
        double[] weights,
        int[] rows,
        double[] predictions
    )
    {
        using SingleMatrix other = SignRows.Of(validation);
        using SingleMatrix kernel = SmoothKernel.Between(prior, other, z);
        using SingleMatrix features = SpikeFeatures(spikes, validation);
        using SingleMatrix trained = SpikeFeatures(spikes, train);
        Gemm.Add(
            kernel.Rows,
            kernel.Columns,
            features.Columns,
            1,
            features.View,
            trained.View.Transposed,
            kernel.View
        );
        float[] a = [.. weights.Select(static weight => (float)weight)];
        for (int i = 0; i < rows.Length; i++)
        {
            predictions[rows[i]] = TensorPrimitives.Dot(kernel.Row(i), a);
        }
    }

    private static SingleMatrix SpikeFeatures(
        IReadOnlyList<(PartSet Parts, double Variance)> spikes,
        MaskMatrix masks
    )
    {
        SingleMatrix features = FeaturePreconditioner.CharactersOf(
            [.. spikes.Select(static spike => spike.Parts)],
            masks
        );
        float[] scales = [.. spikes.Select(static spike => (float)Math.Sqrt(spike.Variance))];
        for (int row = 0; row < features.Rows; row++)
        {
            TensorPrimitives.Multiply(features.Row(row), scales, features.Row(row));
        }

        return features;
    }
}
