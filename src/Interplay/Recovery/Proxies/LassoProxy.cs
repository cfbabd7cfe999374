namespace Interplay.Recovery.Proxies;

/// <summary>The lasso over all terms up to order 1 or 2 as a proxy; the penalty is chosen by cross-validation along the path.</summary>
internal sealed class LassoProxy(int order) : IProxy
{
    /// <summary>Most numbers that one look at all correlations may take; above it order 2 is not affordable.</summary>
    private const long MostPairs = 1_100_000;

    /// <summary>Neighbouring penalties have this ratio.</summary>
    private const double Ratio = 0.84;

    /// <summary>The path ends at this share of the largest penalty.</summary>
    private const double Smallest = 0.01;

    /// <inheritdoc/>
    public string Name => order == 1 ? "linear" : "linear with pairs";

    /// <inheritdoc/>
    public IProxyStudy? Study(
        FoldedValues data,
        out string note,
        CancellationToken cancellationToken
    )
    {
        note = "";
        long parts = data.Masks.All.ColumnCount;
        if (order == 2 && parts * parts > MostPairs)
        {
            note =
                $"The {Name} proxy was left out: {parts} parts have {parts * (parts - 1) / 2} pairs, more than it can afford.";
            return null;
        }

        var all = new LassoPath(data.Masks.All, data.Values, order);
        double largest = all.Largest();
        var penalties = new List<double>();
        for (double share = Ratio; share > Smallest && largest > 0; share *= Ratio)
        {
            penalties.Add(largest * share);
        }

        var folds = new LassoFold[data.FoldCount];
        Parallel.For(
            0,
            folds.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            fold => folds[fold] = LassoFold.Run(data, fold, order, penalties, cancellationToken)
        );
        return new LassoStudy(data, all, penalties, folds);
    }
}
