using Interplay.Interactions;

namespace Interplay.Recovery.Proxies;

/// <summary>Forward selections on the training sides of the first folds, and their mean validation error for every number of terms.</summary>
internal sealed record FoldRefits(ForwardSelection[] Selections, double[] Errors)
{
    /// <summary>Runs the selections.</summary>
    /// <param name="data">The values.</param>
    /// <param name="pools">The terms to choose from, one pool a fold; as many folds are run.</param>
    /// <param name="penalties">The penalties of a pool.</param>
    /// <param name="maxTerms">Most terms taken; never more than a third of the masks.</param>
    public static FoldRefits Run(
        FoldedValues data,
        IReadOnlyList<IReadOnlyList<SpectrumTerm>> pools,
        Func<IReadOnlyList<SpectrumTerm>, double[]> penalties,
        int maxTerms
    )
    {
        var selections = new ForwardSelection[pools.Count];
        var errors = new double[pools.Count][];
        Parallel.For(
            0,
            pools.Count,
            fold =>
            {
                MaskFold masks = data.Masks.Folds[fold];
                double[] train = data.Train(fold);
                selections[fold] = ForwardSelection.Run(
                    masks.Train.Columns,
                    [.. pools[fold].Select(static term => term.Parts)],
                    train,
                    Math.Clamp(train.Length / 3, 1, maxTerms),
                    penalties(pools[fold])
                );
                errors[fold] = selections[fold]
                    .Errors(masks.Validation.Columns, data.Validation(fold));
            }
        );
        var mean = new double[errors.Max(static curve => curve.Length)];
        for (int terms = 0; terms < mean.Length; terms++)
        {
            // A selection that ran out of terms keeps its last error.
            mean[terms] = data.Mean(
                pools.Count,
                fold => errors[fold][Math.Min(terms, errors[fold].Length - 1)]
            );
        }

        return new FoldRefits(selections, mean);
    }
}
