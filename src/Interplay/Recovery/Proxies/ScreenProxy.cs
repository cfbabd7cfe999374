using Interplay.Recovery.Bits;
using Interplay.Recovery.Folds;

namespace Interplay.Recovery.Proxies;

/// <summary>
/// The marginal screen as a proxy: every term up to the highest order whose correlations can all be computed, kept where the correlation is
/// larger than chance would make the largest of them. It finds pure parities, which leave no lower-order trace for trees to follow.
/// </summary>
internal sealed class ScreenProxy : IProxy
{
    /// <summary>Most looks at a block of 16 columns and 32 rows that one screen may take: some 50 milliseconds.</summary>
    private const double MostLooks = 5e6;

    /// <summary>Highest order screened.</summary>
    private const int HighestOrder = 6;

    /// <inheritdoc/>
    public string Name => "screen";

    /// <inheritdoc/>
    public IProxyStudy? Study(
        FoldedValues data,
        out string note,
        CancellationToken cancellationToken
    )
    {
        int order = AffordableOrder(data.Masks.All);
        note =
            order < 1
                ? $"The {Name} was left out: {data.Masks.All.ColumnCount} parts are more than it can afford."
                : "";
        return order < 1 ? null : new ScreenStudy(data, order);
    }

    /// <summary>The highest order whose prefixes, each one pass over the columns above it, stay within <see cref="MostLooks"/>.</summary>
    internal static int AffordableOrder(ColumnBlocks blocks)
    {
        double prefixes = 1;
        double looks = 0;
        int order = 0;
        while (order < Math.Min(HighestOrder, blocks.ColumnCount))
        {
            // Of the columns above a prefix of k parts, a share of 1/(k + 1) is left on average.
            looks +=
                prefixes * blocks.RowWords * Math.Max(1, (double)blocks.BlockCount / (order + 1));
            if (looks > MostLooks)
            {
                break;
            }

            prefixes *= (double)(blocks.ColumnCount - order) / (order + 1);
            order++;
        }

        return order;
    }
}
