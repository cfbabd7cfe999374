using Interplay.Masks;
using Interplay.Recovery.Folds;
using Interplay.Recovery.WalshBayes.Covariances;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Recovery.WalshBayes;

/// <summary>
/// WalshBayes fitted on all masks, and for every mask a prediction by a posterior that did not see it. The hyper-parameters of those
/// posteriors are kept honest in three ways: with few masks every fold fits its own; with more, three groups of folds share one each; with
/// many, the fit looks at a part of the masks only, and the others are the judges.
/// </summary>
internal sealed class WalshBayesFolds : IDisposable
{
    /// <summary>Terms kept of each fit; beyond, they are below the noise of any budget seen.</summary>
    private const int MostTerms = 1000;

    /// <summary>Up to this many masks each fold fits its own hyper-parameters.</summary>
    private const int FittedPerFoldUpTo = 560;

    /// <summary>So many masks that the fit did not look at are enough judges.</summary>
    private const int EnoughJudges = 500;

    /// <summary>Groups of folds that share the hyper-parameters of the masks outside the group.</summary>
    private const int Groups = 3;

    private const ulong OrderStream = 4;

    /// <summary>Fits on parts of the masks only judge; they stop sooner.</summary>
    private static readonly (int Rows, int Steps)[] CrossedLevels = [(512, 15), (1024, 6)];

    private readonly float[][] _y;
    private readonly List<(PartSet Parts, double Mean)>[][] _foldTerms;
    private readonly List<(PartSet Parts, double Mean)>[] _allTerms;

    private WalshBayesFolds(
        float[][] y,
        WalshBayesFit all,
        int[] judges,
        double[][] predictions,
        List<(PartSet Parts, double Mean)>[][] foldTerms,
        int maxOrder
    )
    {
        _y = y;
        All = all;
        Judges = judges;
        Predictions = predictions;
        _foldTerms = foldTerms;
        _allTerms = [.. all.Outputs.Select(output => output.Terms(MostTerms, maxOrder))];
    }

    /// <summary>The fit on all masks.</summary>
    public WalshBayesFit All { get; }

    /// <summary>The masks whose predictions saw nothing of them, not even through the hyper-parameters.</summary>
    public int[] Judges { get; }

    /// <summary>Out-of-fold predictions, one array an output.</summary>
    public double[][] Predictions { get; }

    /// <summary>The order in which a fit uses the rows.</summary>
    public static int[] RowOrder(int rows, ulong seed) =>
        new SeededRandom(seed, OrderStream).Permutation(rows);

    /// <summary>
    /// Fits on all masks and predicts each by a posterior without it. The folds take the spikes of the fit on all masks instead of searching
    /// for their own.
    /// </summary>
    public static WalshBayesFolds Run(
        MaskMatrix masks,
        float[][] y,
        MaskFolds folds,
        WalshBayesSettings settings,
        int maxOrder,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        int rows = masks.RowCount;
        int[] order = RowOrder(rows, seed);
        WalshBayesFit all = WalshBayesFit.Run(masks, y, settings, order, cancellationToken);
        var predictions = new double[y.Length][];
        var terms = new List<(PartSet Parts, double Mean)>[y.Length][];
        int used = SmoothFit.RowsUsed(masks, settings);
        int[] judges = [.. (rows - used >= EnoughJudges ? order[used..] : order).Order()];
        if (rows <= FittedPerFoldUpTo)
        {
            FitEachFold(
                masks,
                y,
                folds,
                settings,
                maxOrder,
                seed,
                all,
                predictions,
                terms,
                cancellationToken
            );
        }
        else
        {
            var rowFolds = RowFolds.Of(folds, rows);
            int group = (folds.Folds.Count + Groups - 1) / Groups;
            for (int output = 0; output < y.Length; output++)
            {
                OutputModel model = all.Outputs[output];
                var solved = new FoldSolution(model, y[output], rowFolds, maxOrder);
                if (judges.Length < rows)
                {
                    solved.Solve(model.Posterior.Prior, 0, folds.Folds.Count);
                }
                else
                {
                    for (int from = 0; from < folds.Folds.Count; from += group)
                    {
                        int to = Math.Min(from + group, folds.Folds.Count);
                        solved.Solve(WithoutGroup(from, to), from, to);
                    }
                }

                (predictions[output], terms[output]) = (solved.Predictions, solved.Terms);

                SmoothPrior WithoutGroup(int from, int to)
                {
                    int[] part =
                    [
                        .. order.Where(row =>
                            rowFolds.LeavesOut(row) < from || rowFolds.LeavesOut(row) >= to
                        ),
                    ];
                    return FitPart(masks, y[output], part, settings, model, cancellationToken);
                }
            }
        }

        return new WalshBayesFolds(y, all, judges, predictions, terms, maxOrder);
    }

    /// <summary>Mean squared error of the out-of-fold predictions of the judges.</summary>
    public double Error(int output)
    {
        double error = 0;
        foreach (int row in Judges)
        {
            double residual = _y[output][row] - Predictions[output][row];
            error += residual * residual / Judges.Length;
        }

        return error;
    }

    /// <summary>The largest terms of the fit without one fold.</summary>
    public IReadOnlyList<(PartSet Parts, double Mean)> Terms(int output, int fold) =>
        _foldTerms[output][fold];

    /// <summary>The largest terms of the fit on all masks.</summary>
    public IReadOnlyList<(PartSet Parts, double Mean)> AllTerms(int output) => _allTerms[output];

    public void Dispose() => All.Dispose();

    private static void FitEachFold(
        MaskMatrix masks,
        float[][] y,
        MaskFolds folds,
        WalshBayesSettings settings,
        int maxOrder,
        ulong seed,
        WalshBayesFit all,
        double[][] predictions,
        List<(PartSet Parts, double Mean)>[][] terms,
        CancellationToken cancellationToken
    )
    {
        WalshBayesSettings inFolds = settings with
        {
            Found = [.. all.Outputs.Select(static output => output.Spikes.Sets.ToArray())],
            MostRefits = 1,
            Levels = CrossedLevels,
            Refreshes = 1,
        };
        for (int output = 0; output < y.Length; output++)
        {
            predictions[output] = new double[masks.RowCount];
            terms[output] = new List<(PartSet Parts, double Mean)>[folds.Folds.Count];
        }

        for (int number = 0; number < folds.Folds.Count; number++)
        {
            MaskFold fold = folds.Folds[number];
            MaskMatrix train = masks.Select(fold.TrainRows);
            MaskMatrix validation = masks.Select(fold.ValidationRows);
            float[][] values =
            [
                .. y.Select(all => fold.TrainRows.Select(row => all[row]).ToArray()),
            ];
            using WalshBayesFit fit = WalshBayesFit.Run(
                train,
                values,
                inFolds,
                RowOrder(train.RowCount, seed),
                cancellationToken
            );
            for (int output = 0; output < y.Length; output++)
            {
                double[] predicted = fit.Outputs[output].Predict(validation);
                for (int i = 0; i < predicted.Length; i++)
                {
                    predictions[output][fold.ValidationRows[i]] = predicted[i];
                }

                terms[output][number] = fit.Outputs[output].Terms(MostTerms, maxOrder);
            }
        }
    }

    /// <summary>The prior of a part of the rows, refitted with the spikes of all.</summary>
    private static SmoothPrior FitPart(
        MaskMatrix masks,
        float[] y,
        int[] rows,
        WalshBayesSettings settings,
        OutputModel model,
        CancellationToken cancellationToken
    )
    {
        MaskMatrix part = masks.Select(rows);
        float[] values = [.. rows.Select(row => y[row])];
        int[] order = [.. Enumerable.Range(0, rows.Length)];
        SmoothPrior prior = SmoothFit.Fit(
            part,
            [values],
            settings with
            {
                Levels = CrossedLevels,
                Refreshes = 1,
            },
            order,
            cancellationToken
        );
        return model.Spikes.Count == 0
            ? prior
            : SmoothFit.Refit(
                prior,
                part,
                values,
                settings.Spread,
                model.Spikes.Variances,
                order,
                cancellationToken
            );
    }

    /// <summary>What the folds predict for one output, under one prior for some folds and another for the rest.</summary>
    private sealed class FoldSolution(OutputModel model, float[] y, RowFolds folds, int maxOrder)
    {
        public double[] Predictions { get; } = new double[y.Length];

        public List<(PartSet Parts, double Mean)>[] Terms { get; } =
            new List<(PartSet Parts, double Mean)>[folds.Count];

        public void Solve(SmoothPrior prior, int from, int to)
        {
            SmoothPosterior posterior = model.Posterior;
            using var covariance = new IterativeCovariance(prior, posterior.Masks, posterior.Z);
            (double[][] weights, double[] predictions) =
                covariance.SolveFolds(y, folds, model.Spikes.Variances)
                ?? FactoredFolds.Solve(prior, posterior.Masks, y, folds, model.Spikes.Variances);
            for (int row = 0; row < predictions.Length; row++)
            {
                if (folds.LeavesOut(row) >= from && folds.LeavesOut(row) < to)
                {
                    Predictions[row] = predictions[row];
                }
            }

            for (int fold = from; fold < to; fold++)
            {
                Terms[fold] = model.Terms(prior, weights[fold], MostTerms, maxOrder);
            }
        }
    }
}
