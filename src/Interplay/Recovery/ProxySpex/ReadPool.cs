using Interplay.Masks;
using Interplay.Recovery.Proxies;

namespace Interplay.Recovery.ProxySpex;

/// <summary>The terms that a proxy, or several together, named: one pool a fold and, on demand, one from all masks.</summary>
internal sealed record ReadPool(
    string Name,
    string Settings,
    IReadOnlyList<PartSet>[] Folds,
    Func<CancellationToken, IReadOnlyList<PartSet>> All
)
{
    public static ReadPool Of(IProxy proxy, IProxyStudy study, int folds, int limit, int maxOrder)
    {
        var pools = new IReadOnlyList<PartSet>[folds];
        Parallel.For(0, folds, fold => pools[fold] = study.Read(fold, limit, maxOrder));
        return new ReadPool(
            proxy.Name,
            study.Settings,
            pools,
            token => study.ReadAll(limit, maxOrder, token)
        );
    }

    public static ReadPool Union(IReadOnlyList<ReadPool> pools)
    {
        ReadPool[] parts = [.. pools];
        return new ReadPool(
            string.Join(" and ", parts.Select(static part => part.Name)),
            "together",
            [
                .. Enumerable
                    .Range(0, parts[0].Folds.Length)
                    .Select(fold => Merge(parts.Select(part => part.Folds[fold]))),
            ],
            token => Merge(parts.Select(part => part.All(token)))
        );
    }

    private static PartSet[] Merge(IEnumerable<IReadOnlyList<PartSet>> pools) =>
        [.. pools.SelectMany(static pool => pool).Distinct().Order()];
}
