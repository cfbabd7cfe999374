using Interplay.Interactions;
using Interplay.Recovery.Folds;
using Interplay.Recovery.Proxies;

namespace Interplay.Recovery.ProxySpex;

/// <summary>The terms that a proxy, or several together, named: one pool a fold and, on demand, one from all masks.</summary>
internal sealed record ReadPool(
    string Name,
    string Settings,
    IReadOnlyList<SpectrumTerm>[] Folds,
    Func<CancellationToken, IReadOnlyList<SpectrumTerm>> All
)
{
    private FoldPool[]? _columns;

    /// <summary>The characters of each fold's terms; made once and shared by all selections.</summary>
    public FoldPool[] Columns(FoldedValues data) => _columns ??= FoldPool.Of(data, Folds);

    public static ReadPool Of(IProxy proxy, IProxyStudy study, int folds, int limit, int maxOrder)
    {
        var pools = new IReadOnlyList<SpectrumTerm>[folds];
        Parallel.For(0, folds, fold => pools[fold] = study.Read(fold, limit, maxOrder));
        return new ReadPool(
            proxy.Name,
            study.Settings,
            pools,
            token => study.ReadAll(limit, maxOrder, token)
        );
    }

    public static ReadPool Union(IReadOnlyList<ReadPool> pools, int limit)
    {
        ReadPool[] parts = [.. pools];
        return new ReadPool(
            string.Join(" and ", parts.Select(static part => part.Name)),
            "together",
            [
                .. Enumerable
                    .Range(0, parts[0].Folds.Length)
                    .Select(fold => Merge(parts.Select(part => part.Folds[fold]), limit)),
            ],
            token => Merge(parts.Select(part => part.All(token)), limit)
        );
    }

    /// <summary>All terms, each once with its largest coefficient, largest first.</summary>
    private static SpectrumTerm[] Merge(
        IEnumerable<IReadOnlyList<SpectrumTerm>> pools,
        int limit
    ) =>
        [
            .. pools
                .SelectMany(static pool => pool)
                .OrderByDescending(static term => Math.Abs(term.Coefficient))
                .ThenBy(static term => term.Parts)
                .DistinctBy(static term => term.Parts)
                .Take(limit),
        ];
}
