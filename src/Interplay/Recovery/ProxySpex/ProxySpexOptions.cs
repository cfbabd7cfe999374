using System.Collections.Immutable;

namespace Interplay.Recovery.ProxySpex;

/// <summary>
/// How ProxySPEX searches. Every choice within the ranges given here is made by cross-validation. The defaults
/// are the paper's depths at its faster learning rate, which needs about a tenth of the trees; <see cref="PaperGrid"/> has both.
/// </summary>
public sealed record ProxySpexOptions
{
    /// <summary>All proxies and the whole grid.</summary>
    public static ProxySpexOptions Default { get; } = new();

    /// <summary>One default fit of the trees instead of the grid: depth 5 at the rate 0.1. Several times faster, a little less faithful.</summary>
    public static ProxySpexOptions SingleFit { get; } =
        new()
        {
            Proxies = [ProxyKind.Trees],
            Depths = [5],
            Rates = [0.1],
        };

    /// <summary>The trees alone over the paper's grid: both learning rates. Slower than the default's trees; on the cases measured its R2 differed by less than .005.</summary>
    public static ProxySpexOptions PaperGrid { get; } =
        new() { Proxies = [ProxyKind.Trees], Rates = [0.1, 0.01] };

    /// <summary>The proxies tried; at least one, each once. Cross-validation chooses among them.</summary>
    public ImmutableArray<ProxyKind> Proxies { get; init; } =
    [ProxyKind.Trees, ProxyKind.Linear1, ProxyKind.Linear2, ProxyKind.Screen];

    /// <summary>Largest tree depths tried, each 1 to 10; null grows best-first to 31 leaves, no path longer than 8.</summary>
    public ImmutableArray<int?> Depths { get; init; } = [3, 5, null];

    /// <summary>Learning rates tried, each above 0 and at most 1. The slower ones are tried at the depth that is best at the fastest.</summary>
    public ImmutableArray<double> Rates { get; init; } = [0.1];

    /// <summary>Most trees, 1 to 100,000. A run stops before when its validation error has stopped falling.</summary>
    public int MaxTrees { get; init; } = 5000;

    /// <summary>Folds of the cross-validation, 2 to 20.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Most terms returned without the constant, 1 to 2,000. How many are kept is chosen by cross-validation.</summary>
    public int MaxTerms { get; init; } = 300;

    /// <summary>The default search with one proxy only.</summary>
    public static ProxySpexOptions Only(ProxyKind proxy) => new() { Proxies = [proxy] };

    /// <summary>Checks the options.</summary>
    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    internal ProxySpexOptions Validated()
    {
        Require(
            !Proxies.IsDefaultOrEmpty && Proxies.Distinct().Count() == Proxies.Length,
            nameof(Proxies),
            "at least one proxy, each once",
            Proxies.IsDefault ? "none" : string.Join(',', Proxies)
        );
        Require(
            !Depths.IsDefaultOrEmpty
                && Depths.All(static depth => depth is null or (>= 1 and <= 10)),
            nameof(Depths),
            "depths from 1 to 10 or none",
            Depths.IsDefault ? "none" : string.Join(',', Depths)
        );
        Require(
            !Rates.IsDefaultOrEmpty && Rates.All(static rate => rate is > 0 and <= 1),
            nameof(Rates),
            "rates above 0 and at most 1",
            Rates.IsDefault ? "none" : string.Join(',', Rates)
        );
        Require(MaxTrees is >= 1 and <= 100_000, nameof(MaxTrees), "1 to 100,000", MaxTrees);
        Require(Folds is >= 2 and <= 20, nameof(Folds), "2 to 20", Folds);
        Require(MaxTerms is >= 1 and <= 2000, nameof(MaxTerms), "1 to 2,000", MaxTerms);
        return this;
    }

    private static void Require(bool holds, string option, string expected, object found)
    {
        if (!holds)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"{option} of ProxySPEX must be {expected}; found {found}."
            );
        }
    }
}
