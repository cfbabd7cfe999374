using Interplay.Recovery.Regression;

namespace Interplay.Recovery.Folds;

/// <summary>Forward selections on the training sides of the first folds, and their mean validation error for every number of terms.</summary>
internal sealed record FoldRefits(ForwardSelection[] Selections, double[] Errors)
{
    /// <summary>Runs the selections.</summary>
    /// <param name="data">The values.</param>
    /// <param name="pools">The terms to choose from, one pool a fold; as many folds are run.</param>
    /// <param name="penalties">The penalties of a fold's pool.</param>
    /// <param name="maxTerms">Most terms taken; never more than a third of the masks.</param>
    public static FoldRefits Run(
        FoldedValues data,
        FoldPool[] pools,
        Func<int, double[]> penalties,
        int maxTerms
    )
    {
        var selections = new ForwardSelection[pools.Length];
        var errors = new List<double>[pools.Length];
        Parallel.For(
            0,
            pools.Length,
            fold =>
            {
                double[] train = data.Train(fold);
                selections[fold] = ForwardSelection.Validated(
                    pools[fold].Train,
                    train,
                    Math.Clamp(train.Length / 3, 1, maxTerms),
                    penalties(fold),
                    pools[fold].Validation,
                    data.Validation(fold),
                    out errors[fold]
                );
            }
        );
        var mean = new double[errors.Max(static curve => curve.Count)];
        for (int terms = 0; terms < mean.Length; terms++)
        {
            // A selection that stopped keeps its last error.
            mean[terms] = data.Mean(
                pools.Length,
                fold => errors[fold][Math.Min(terms, errors[fold].Count - 1)]
            );
        }

        return new FoldRefits(selections, mean);
    }
}
