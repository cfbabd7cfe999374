using Interplay.Recovery.Auto;
using Interplay.Recovery.Blend;
using Interplay.Recovery.Exact;
using Interplay.Recovery.ProxySpex;
using Interplay.Recovery.ShapleyBayes;
using Interplay.Recovery.Sparse;
using Interplay.Recovery.Spex;
using Interplay.Recovery.WalshBayes;
using Interplay.Recovery.Wide;

namespace Interplay.Recovery.Catalogue;

/// <summary>The recovery methods by the names that the command line and files use.</summary>
public static class RecoveryMethods
{
    private static readonly (string Name, string Summary, Func<IRecoveryMethod> Create)[] Known =
    [
        (
            "auto",
            "chosen from the number of parts and the budget; says which and why",
            static () => new AutoMethod()
        ),
        ("exact", "all 2^n masks, the complete spectrum", static () => new ExactMethod()),
        (
            "blend",
            "WalshBayes and ProxySPEX, blended by cross-validation",
            static () => new BlendMethod()
        ),
        (
            "walshbayes",
            "a Gaussian process over all orders at once, with spikes",
            static () => new WalshBayesMethod()
        ),
        (
            "shapleybayes",
            "Shapley values and their kin, from masks of all sizes",
            static () => new ShapleyBayesMethod()
        ),
        (
            "sparse",
            "few terms of any order, looked for one by one or decoded",
            static () => new SparseMethod()
        ),
        (
            "wide",
            "a screen of very many parts, then pairs among all and triples among the strong ones",
            static () => new WideMethod()
        ),
        (
            "spex",
            "coded masks, decoded like an error-correcting code",
            static () => new SpexMethod()
        ),
        (
            "spex-hard",
            "the same with hard decisions only",
            static () => new SpexMethod(new SpexOptions { Decoding = SpexDecoding.Hard })
        ),
        (
            "proxyspex",
            "uniform masks; trees and linear proxies, the best by cross-validation",
            static () => new ProxySpexMethod()
        ),
        (
            "proxyspex-single",
            "one default fit of the trees, no grid",
            static () => new ProxySpexMethod(ProxySpexOptions.SingleFit)
        ),
        (
            "proxyspex-grid",
            "the trees over the paper's whole grid of depth, rate and number",
            static () => new ProxySpexMethod(ProxySpexOptions.PaperGrid)
        ),
        (
            "trees",
            "ProxySPEX with trees only",
            static () => new ProxySpexMethod(ProxySpexOptions.Only(ProxyKind.Trees))
        ),
        (
            "lasso1",
            "ProxySPEX with a linear proxy only",
            static () => new ProxySpexMethod(ProxySpexOptions.Only(ProxyKind.Linear1))
        ),
        (
            "lasso2",
            "ProxySPEX with a linear proxy with pairs only",
            static () => new ProxySpexMethod(ProxySpexOptions.Only(ProxyKind.Linear2))
        ),
        (
            "mlp",
            "ProxySPEX with small perceptrons only, read by SPEX",
            static () => new ProxySpexMethod(ProxySpexOptions.Only(ProxyKind.Neural))
        ),
    ];

    /// <summary>The names, each with what the method does.</summary>
    public static IReadOnlyList<(string Name, string Summary)> All { get; } =
    [.. Known.Select(static method => (method.Name, method.Summary))];

    /// <summary>A method by its name.</summary>
    /// <exception cref="InterplayException"><c>unknown-method</c>, quoting the known ones.</exception>
    public static IRecoveryMethod Named(string name)
    {
        foreach ((string known, _, Func<IRecoveryMethod> create) in Known)
        {
            if (string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
            {
                return create();
            }
        }

        throw new InterplayException(
            ErrorKind.Request,
            "unknown-method",
            $"There is no method named '{name}'; known are {string.Join(", ", Known.Select(static method => method.Name))}."
        );
    }
}
