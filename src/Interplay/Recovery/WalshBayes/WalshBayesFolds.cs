using Interplay.Masks;
using Interplay.Recovery.Proxies;

namespace Interplay.Recovery.WalshBayes;

/// <summary>
/// WalshBayes fitted on all masks and again, from scratch, on the training side of each fold: the posterior of all, and for every mask a
/// prediction by a fit that did not see it.
/// </summary>
internal sealed class WalshBayesFolds : IDisposable
{
    /// <summary>Terms kept of each fit; beyond, they are below the noise of any budget seen.</summary>
    private const int MostTerms = 1000;

    /// <summary>Up to this many masks each fold fits its own hyper-parameters.</summary>
    private const int FittedPerFoldUpTo = 560;

    /// <summary>Fits on parts of the masks only judge; they stop sooner.</summary>
    private static readonly (int Rows, int Steps)[] CrossedLevels = [(512, 15), (1024, 6)];

    private readonly float[][] _y;
    private readonly List<(PartSet Parts, double Mean)>[][] _foldTerms;
    private readonly List<(PartSet Parts, double Mean)>[] _allTerms;

    private WalshBayesFolds(
        float[][] y,
        WalshBayesFit all,
        double[][] predictions,
        List<(PartSet Parts, double Mean)>[][] foldTerms,
        int maxOrder
    )
    {
        _y = y;
        All = all;
        Predictions = predictions;
        _foldTerms = foldTerms;
        _allTerms = [.. all.Outputs.Select(output => output.Terms(MostTerms, maxOrder))];
    }

    /// <summary>The fit on all masks.</summary>
    public WalshBayesFit All { get; }

    /// <summary>Out-of-fold predictions, one array an output.</summary>
    public double[][] Predictions { get; }

    /// <summary>Fits on all masks and on each fold. The folds confirm the spikes of the fit on all masks instead of searching for their own.</summary>
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
        WalshBayesFit all = WalshBayesFit.Run(masks, y, settings, seed, cancellationToken);
        WalshBayesSettings inFolds = settings with
        {
            Found = [.. all.Outputs.Select(static output => output.Spikes.Sets.ToArray())],
            MostRefits = 1,
            Levels = CrossedLevels,
            Refreshes = 1,
        };
        bool perFold = masks.RowCount <= FittedPerFoldUpTo;
        SmoothPrior[][]? priors = perFold
            ? null
            : CrossedPriors(masks, y, folds, inFolds, seed, cancellationToken);
        WalshBayesSettings final = perFold ? inFolds : inFolds with { MostRefits = 0 };
        double[][] predictions = [.. y.Select(static values => new double[values.Length])];
        var terms = new List<(PartSet Parts, double Mean)>[y.Length][];
        for (int output = 0; output < y.Length; output++)
        {
            terms[output] = new List<(PartSet Parts, double Mean)>[folds.Folds.Count];
        }

        for (int number = 0; number < folds.Folds.Count; number++)
        {
            MaskFold fold = folds.Folds[number];
            MaskMatrix train = masks.Select(fold.TrainRows);
            MaskMatrix validation = masks.Select(fold.ValidationRows);
            float[][] trainValues =
            [
                .. y.Select(values => fold.TrainRows.Select(row => values[row]).ToArray()),
            ];
            using WalshBayesFit fit = WalshBayesFit.Run(
                train,
                trainValues,
                final,
                seed,
                cancellationToken,
                priors?[number]
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

        return new WalshBayesFolds(y, all, predictions, terms, maxOrder);
    }

    /// <summary>
    /// Two sets of priors instead of one a fold: the folds of the second part are predicted under the priors of the first part's rows, refitted
    /// with the spikes that those rows confirm, and the other way round, so that no mask is predicted under hyper-parameters that saw it. The
    /// rest of the fit uses the whole training side. One prior an output, for each fold.
    /// </summary>
    private static SmoothPrior[][] CrossedPriors(
        MaskMatrix masks,
        float[][] y,
        MaskFolds folds,
        WalshBayesSettings settings,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        int count = folds.Folds.Count;
        int first = (count + 1) / 2;
        SmoothPrior[] fromFirst = From(Enumerable.Range(0, first));
        SmoothPrior[] fromSecond = From(Enumerable.Range(first, count - first));
        return
        [
            .. Enumerable.Range(0, count).Select(fold => fold < first ? fromSecond : fromFirst),
        ];

        SmoothPrior[] From(IEnumerable<int> part)
        {
            int[] rows = [.. part.SelectMany(fold => folds.Folds[fold].ValidationRows)];
            float[][] values = [.. y.Select(all => rows.Select(row => all[row]).ToArray())];
            using WalshBayesFit fit = WalshBayesFit.Run(
                masks.Select(rows),
                values,
                settings,
                seed,
                cancellationToken
            );
            return [.. fit.Outputs.Select(static output => output.Posterior.Prior)];
        }
    }

    /// <summary>Mean squared error of the out-of-fold predictions.</summary>
    public double Error(int output)
    {
        double error = 0;
        for (int row = 0; row < _y[output].Length; row++)
        {
            double residual = _y[output][row] - Predictions[output][row];
            error += residual * residual / _y[output].Length;
        }

        return error;
    }

    /// <summary>The largest terms of the fit without one fold.</summary>
    public IReadOnlyList<(PartSet Parts, double Mean)> Terms(int output, int fold) =>
        _foldTerms[output][fold];

    /// <summary>The largest terms of the fit on all masks.</summary>
    public IReadOnlyList<(PartSet Parts, double Mean)> AllTerms(int output) => _allTerms[output];

    public void Dispose() => All.Dispose();
}
