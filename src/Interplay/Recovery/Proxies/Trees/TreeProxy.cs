using Interplay.Interactions;
using Interplay.Recovery.Folds;

namespace Interplay.Recovery.Proxies.Trees;

/// <summary>
/// Gradient-boosted trees as a proxy, read exactly by <see cref="TreeFourier"/>. Depths, then slower rates at the best depth, race over the
/// first folds; the winner is the setting whose terms, refitted, predict best: the trees that predict best themselves are often too shallow to
/// name the larger sets. One path a fold and setting gives every number of trees.
/// </summary>
internal sealed class TreeProxy(TreeGrid grid) : IProxy
{
    /// <summary>Longest path of a tree without a depth: a leaf that deep stands for 2^8 terms, and one twice as deep could not be read.</summary>
    private const int DeepestPath = 8;

    /// <summary>Folds over which settings race.</summary>
    private const int RaceFolds = 2;

    /// <summary>Terms read and refitted in the race.</summary>
    private const int RaceTerms = 200;

    /// <summary>Equal penalty of the refits in the race.</summary>
    private const double RacePenalty = 0.003;

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
        int racing = Math.Min(RaceFolds, data.FoldCount);
        double fastest = grid.Rates.Max();
        TreeStudy best = Race([
            .. grid.Depths.Select(depth => Study(data, Shape(data, depth, fastest), racing)),
        ]);
        TreeShape[] slower =
        [
            .. grid
                .Rates.Where(rate => rate < fastest)
                .Select(rate => best.Shape with { Rate = (float)rate }),
        ];
        if (slower.Length > 0)
        {
            best = Race([best, .. slower.Select(shape => Study(data, shape, racing))]);
        }

        BoostingPath[] rest = Paths(data, best.Shape, racing, data.FoldCount);
        return new TreeStudy(data, best.Shape, [.. best.Paths, .. rest]);

        TreeStudy Study(FoldedValues values, TreeShape shape, int folds) =>
            new(values, shape, Paths(values, shape, 0, folds));

        TreeStudy Race(TreeStudy[] studies) =>
            studies.Length == 1 ? studies[0] : studies.MinBy(study => RefitError(data, study))!;

        BoostingPath[] Paths(FoldedValues values, TreeShape shape, int from, int to)
        {
            var paths = new BoostingPath[to - from];
            Parallel.For(
                from,
                to,
                new ParallelOptions { CancellationToken = cancellationToken },
                fold => paths[fold - from] = Path(values, shape, fold, cancellationToken)
            );
            return paths;
        }
    }

    /// <summary>The least validation error of refits of the terms that the racing folds' trees name.</summary>
    private static double RefitError(FoldedValues data, TreeStudy study)
    {
        IReadOnlyList<SpectrumTerm>[] pools =
        [
            .. Enumerable
                .Range(0, study.Paths.Length)
                .Select(fold => study.Read(fold, RaceTerms, int.MaxValue)),
        ];
        return FoldRefits.Run(data, FoldPool.Of(data, pools), Equal, RaceTerms).Errors.Min();

        double[] Equal(int fold)
        {
            var penalties = new double[pools[fold].Count];
            Array.Fill(penalties, RacePenalty);
            return penalties;
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
            // So many trees move a fit by about 1 - exp(-3) of what is left.
            (int)Math.Ceiling(3 / shape.Rate),
            cancellationToken
        );
    }

    private TreeShape Shape(FoldedValues data, int? depth, double rate) =>
        new(
            depth ?? DeepestPath,
            depth is { } d ? 1 << d : grid.Leaves,
            MinLeafRows(data.Values.Length),
            (float)rate,
            1
        );

    /// <summary>LightGBM's 20 where there are masks enough, fewer below 400 so that small budgets still split.</summary>
    private static int MinLeafRows(int rows) => Math.Clamp(rows / 20, 2, 20);
}
