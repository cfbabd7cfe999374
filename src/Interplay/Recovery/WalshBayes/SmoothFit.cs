using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.Minimisation;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Recovery.WalshBayes;

/// <summary>
/// Fits the hyper-parameters on growing random subsets of the rows, each level warm-started from the one before. Stopping early is part of the
/// regularisation. The local weights are refreshed between minimisations and fixed inside one.
/// </summary>
internal static class SmoothFit
{
    private const int RefreshSteps = 10;
    private const int RefitRows = 1024;

    /// <summary>Levels stop growing at this many rows for each part: the hyper-parameters are then learned well enough.</summary>
    private const int RowsPerPart = 24;

    /// <summary>Fits a prior.</summary>
    /// <param name="masks">The masks learned from.</param>
    /// <param name="y">Standardised values, one array an output; outputs share the prior.</param>
    /// <param name="settings">How.</param>
    /// <param name="order">The rows in the order in which they are used; a level takes the first ones.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    public static SmoothPrior Fit(
        MaskMatrix masks,
        float[][] y,
        WalshBayesSettings settings,
        int[] order,
        CancellationToken cancellationToken
    )
    {
        bool ordered = settings.Ordered;
        int n = masks.PartCount;
        int rows = masks.RowCount;
        IReadOnlyList<(int Rows, int Steps)> levels = settings.LevelsFor(rows, n);
        double[][] weights = ordered
            ?
            [
                .. Enumerable
                    .Range(1, Math.Min(SmoothPrior.Gaps, n - 1))
                    .Select(gap => Even(n - gap)),
            ]
            : [];
        var parameters = new SmoothParameters(n, weights.Length, settings.Spread);
        (double[] low, double[] high) = parameters.Bounds();
        var memory = new CurvatureMemory();
        double[] x = parameters.Start(Correlations(masks, y), rows);
        for (int level = 0; level < levels.Count; level++)
        {
            if (level > 0 && IsLast(levels[level - 1].Rows, rows, n))
            {
                break;
            }

            int[] chosen = order[..Math.Min(rows, levels[level].Rows)];
            if (level > 0)
            {
                memory.Scale((double)chosen.Length / Math.Min(rows, levels[level - 1].Rows));
            }

            using SingleMatrix z = SignRows.Of(masks, chosen);
            float[][] subset = [.. y.Select(values => chosen.Select(row => values[row]).ToArray())];
            int runs = level == 0 ? 1 + settings.Refreshes : 1;
            for (int run = 0; run < runs; run++)
            {
                if (ordered && (run > 0 || level > 0))
                {
                    weights = SmoothPrior.WeightsFor(
                        parameters.ToPrior(x, weights).Relevances,
                        ordered
                    );
                }

                using var objective = new SmoothObjective(parameters, z, subset, weights);
                int steps = run == 0 ? levels[level].Steps : RefreshSteps;
                x = BoundedMinimiser.Minimise(
                    objective.Evaluate,
                    x,
                    low,
                    high,
                    steps,
                    memory,
                    cancellationToken
                );
            }
        }

        return parameters.ToPrior(x, weights);
    }

    /// <summary>How many rows a fit looks at.</summary>
    public static int RowsUsed(MaskMatrix masks, WalshBayesSettings settings)
    {
        int used = 0;
        foreach ((int rows, _) in settings.LevelsFor(masks.RowCount, masks.PartCount))
        {
            used = Math.Min(rows, masks.RowCount);
            if (IsLast(rows, masks.RowCount, masks.PartCount))
            {
                break;
            }
        }

        return used;
    }

    /// <summary>Refits the hyper-parameters with spikes in the model, from where they are.</summary>
    /// <param name="prior">Where to start.</param>
    /// <param name="masks">The masks learned from.</param>
    /// <param name="y">Standardised values of one output.</param>
    /// <param name="spread">tau.</param>
    /// <param name="spikes">The spikes with their prior variances.</param>
    /// <param name="order">The rows in the order in which they are used.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    public static SmoothPrior Refit(
        SmoothPrior prior,
        MaskMatrix masks,
        float[] y,
        double spread,
        IReadOnlyList<(PartSet Parts, double Variance)> spikes,
        int[] order,
        CancellationToken cancellationToken
    )
    {
        int[] chosen = order[
            ..Math.Min(order.Length, WalshBayesSettings.RowsFor(masks.PartCount, RefitRows))
        ];
        using SingleMatrix z = SignRows.Of(masks, chosen);
        using var scaled = new SingleMatrix(chosen.Length, spikes.Count);
        for (int row = 0; row < chosen.Length; row++)
        {
            for (int spike = 0; spike < spikes.Count; spike++)
            {
                scaled.Row(row)[spike] = (float)(
                    spikes[spike].Parts.Character(masks.Row(chosen[row]))
                    * Math.Sqrt(spikes[spike].Variance)
                );
            }
        }

        using var extra = new SingleMatrix(chosen.Length, chosen.Length);
        Gemm.Add(
            chosen.Length,
            chosen.Length,
            spikes.Count,
            1,
            scaled.View,
            scaled.View.Transposed,
            extra.View,
            Gemm.Part.Lower
        );
        double[][] weights = SmoothPrior.WeightsFor(
            prior.Relevances,
            prior.LocalWeights.Length > 0
        );
        var parameters = new SmoothParameters(masks.PartCount, weights.Length, spread);
        (double[] low, double[] high) = parameters.Bounds();
        float[][] subset =
        [
            [.. chosen.Select(row => y[row])],
        ];
        using var objective = new SmoothObjective(parameters, z, subset, weights, extra);
        double[] x = BoundedMinimiser.Minimise(
            objective.Evaluate,
            SmoothParameters.FromPrior(prior),
            low,
            high,
            RefreshSteps,
            cancellationToken: cancellationToken
        );
        return parameters.ToPrior(x, weights);
    }

    /// <summary>Whether a level has all rows, or as many as the hyper-parameters can use.</summary>
    private static bool IsLast(int levelRows, int rows, int parts) =>
        rows <= levelRows || levelRows >= RowsPerPart * parts;

    private static double[] Even(int count)
    {
        var weights = new double[count];
        weights.AsSpan().Fill(1.0 / count);
        return weights;
    }

    /// <summary>Root mean square over the outputs of Z'y / rows.</summary>
    private static double[] Correlations(MaskMatrix masks, float[][] y)
    {
        var squares = new double[masks.PartCount];
        var sums = new float[masks.PartCount];
        var signs = new float[masks.PartCount];
        foreach (float[] values in y)
        {
            Array.Clear(sums);
            for (int row = 0; row < masks.RowCount; row++)
            {
                ReadOnlySpan<ulong> mask = masks.Row(row);
                for (int part = 0; part < signs.Length; part++)
                {
                    signs[part] = (mask[part >> 6] >> (part & 63) & 1) == 0 ? 1 : -1;
                }

                TensorPrimitives.MultiplyAdd(signs, values[row], sums, sums);
            }

            for (int part = 0; part < sums.Length; part++)
            {
                double correlation = sums[part] / (double)masks.RowCount;
                squares[part] += correlation * correlation / y.Length;
            }
        }

        return [.. squares.Select(Math.Sqrt)];
    }
}
