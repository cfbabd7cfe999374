namespace Interplay.Recovery.Proxies;

/// <summary>
/// Gradient-boosted trees as a proxy, read exactly by <see cref="TreeFourier"/>. The depth is chosen at the fastest rate; slower rates are
/// tried at that depth only. One path a fold and setting gives every number of trees.
/// </summary>
internal sealed class TreeProxy(TreeGrid grid) : IProxy
{
    /// <summary>A shape whose error on the first fold exceeds the least by this factor is given up.</summary>
    private const double Behind = 1.05;

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
        TreeShape[] shapes = [.. grid.Depths.Select(depth => Shape(data, depth, fastest))];
        TreeStudy best = Best(data, shapes, cancellationToken);
        TreeShape[] slower =
        [
            .. grid
                .Rates.Where(rate => rate < fastest)
                .Select(rate => best.Shape with { Rate = (float)rate }),
        ];
        if (slower.Length > 0)
        {
            TreeStudy other = Best(data, slower, cancellationToken);
            best = other.Error < best.Error ? other : best;
        }

        return best;
    }

    /// <summary>The shape with the least validation error. A shape that the first fold shows to be clearly behind runs no other fold.</summary>
    private TreeStudy Best(
        FoldedValues data,
        TreeShape[] shapes,
        CancellationToken cancellationToken
    )
    {
        int folds = data.FoldCount;
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        var first = new BoostingPath[shapes.Length];
        Parallel.For(
            0,
            shapes.Length,
            options,
            shape => first[shape] = Path(data, shapes[shape], 0, cancellationToken)
        );
        double least = first.Min(static path => path.ValidationErrors.Min());
        int[] left =
        [
            .. Enumerable
                .Range(0, shapes.Length)
                .Where(shape => first[shape].ValidationErrors.Min() <= least * Behind),
        ];
        var rest = new BoostingPath[left.Length * (folds - 1)];
        Parallel.For(
            0,
            rest.Length,
            options,
            i =>
                rest[i] = Path(
                    data,
                    shapes[left[i / (folds - 1)]],
                    1 + i % (folds - 1),
                    cancellationToken
                )
        );
        return left.Select(
                (shape, i) =>
                    new TreeStudy(
                        data,
                        shapes[shape],
                        [first[shape], .. rest[(i * (folds - 1))..((i + 1) * (folds - 1))]]
                    )
            )
            .MinBy(static study => study.Error)!;
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
