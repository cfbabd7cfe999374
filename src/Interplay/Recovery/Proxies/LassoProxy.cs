using System.Globalization;
using Interplay.Recovery.Folds;
using Interplay.Recovery.Regression;

namespace Interplay.Recovery.Proxies;

/// <summary>The lasso over all terms up to order 1 or 2 as a proxy; the penalty is chosen by cross-validation along the path.</summary>
internal sealed class LassoProxy(int order) : IProxy
{
    /// <summary>Most numbers that one look at all correlations may take; above it order 2 is not affordable.</summary>
    private const long MostPairs = 1_100_000;

    /// <summary>Neighbouring penalties have this ratio. Coarser is not faster: the last steps would reach far into the noise.</summary>
    private const double Ratio = 0.84;

    /// <summary>The path ends at this share of the largest penalty.</summary>
    private const double Smallest = 0.01;

    /// <summary>Folds after which pairs must be near the proxies before them.</summary>
    private const int RaceFolds = 2;

    /// <summary>How much more of the variance than another proxy pairs may leave: refitted terms can make up for less.</summary>
    private const double HopelessBy = 1.3;

    /// <inheritdoc/>
    public string Name => order == 1 ? "linear" : "linear with pairs";

    /// <inheritdoc/>
    public IProxyStudy? Study(
        FoldedValues data,
        out string note,
        CancellationToken cancellationToken
    ) => Study(data, double.PositiveInfinity, out note, cancellationToken);

    /// <inheritdoc/>
    public IProxyStudy? Study(
        FoldedValues data,
        double least,
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
        int racing = order == 1 ? folds.Length : Math.Min(RaceFolds, folds.Length);
        Run(0, racing);
        var race = new LassoStudy(data, all, penalties, folds[..racing]);
        if (race.Error > HopelessBy * least)
        {
            note = string.Create(
                CultureInfo.InvariantCulture,
                $"The {Name} proxy was left out after {racing} folds: it leaves {race.Error:0.000} of the variance, and another {least:0.000}."
            );
            return null;
        }

        Run(racing, folds.Length);
        return new LassoStudy(data, all, penalties, folds);

        void Run(int from, int to) =>
            Parallel.For(
                from,
                to,
                new ParallelOptions { CancellationToken = cancellationToken },
                fold => folds[fold] = LassoFold.Run(data, fold, order, penalties, cancellationToken)
            );
    }
}
