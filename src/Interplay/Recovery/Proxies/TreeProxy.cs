namespace Interplay.Recovery.Proxies;

/// <summary>
/// Gradient-boosted trees as a proxy, read exactly by <see cref="TreeFourier"/>. The depth is chosen at the fastest rate; slower rates are
/// tried at that depth only. One path a fold and setting gives every number of trees.
/// </summary>
internal sealed class TreeProxy(TreeGrid grid) : IProxy
{
    /// <inheritdoc/>
    public string Name => "trees";

    /// <inheritdoc/>
    public IProxyStudy? Study(
        FoldedValues data,
        out string note,
        CancellationToken cancellationToken
    )
    {
        note = "";
        double fastest = grid.Rates.Max();
        TreeStudy best = Best([.. grid.Depths.Select(depth => Shape(data, depth, fastest))]);
        TreeShape[] slower =
        [
            .. grid
                .Rates.Where(rate => rate < fastest)
                .Select(rate => best.Shape with { Rate = (float)rate }),
        ];
        if (slower.Length > 0)
        {
            TreeStudy other = Best(slower);
            best = other.Error < best.Error ? other : best;
        }

        return best;

        TreeStudy Best(TreeShape[] shapes)
        {
            int folds = data.FoldCount;
            var paths = new BoostingPath[shapes.Length * folds];
            Parallel.For(
                0,
                paths.Length,
                new ParallelOptions { CancellationToken = cancellationToken },
                i => paths[i] = Path(data, shapes[i / folds], i % folds, cancellationToken)
            );
            TreeStudy? chosen = null;
            for (int shape = 0; shape < shapes.Length; shape++)
            {
                var study = new TreeStudy(
                    data,
                    shapes[shape],
                    paths[(shape * folds)..((shape + 1) * folds)]
                );
                chosen = chosen is null || study.Error < chosen.Error ? study : chosen;
            }

            return chosen!;
        }
    }

    private BoostingPath Path(
        FoldedValues data,
        TreeShape shape,
        int fold,
        CancellationToken cancellationToken
    )
    {
        MaskFold masks = data.Masks.Folds[fold];
        return BoostingPath.Validated(
            masks.Train,
            data.Train(fold),
            masks.Validation,
            data.Validation(fold),
            shape,
            grid.MaxTrees,
            // So many trees move a fit by about 1 - exp(-4) of what is left.
            (int)Math.Ceiling(4 / shape.Rate),
            cancellationToken
        );
    }

    private TreeShape Shape(FoldedValues data, int? depth, double rate) =>
        new(
            depth ?? 64,
            depth is { } d && d < 16 ? 1 << d : grid.Leaves,
            MinLeafRows(data.Values.Length),
            (float)rate,
            1
        );

    /// <summary>LightGBM's 20 where there are masks enough, fewer below 400 so that small budgets still split.</summary>
    private static int MinLeafRows(int rows) => Math.Clamp(rows / 20, 2, 20);
}
