using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery.Folds;
using Interplay.Recovery.Proxies;
using Interplay.Recovery.WalshBayes;

namespace Interplay.Recovery.Blend;

/// <summary>
/// WalshBayes as a proxy: the largest terms of its posterior, fold by fold, are one more pool that the closing refit may choose from. Where
/// the function is exactly sparse this takes the shrinkage away.
/// </summary>
internal sealed class WalshBayesProxy(WalshBayesFolds folds, int output) : IProxy
{
    /// <inheritdoc/>
    public string Name => "WalshBayes";

    /// <inheritdoc/>
    public IProxyStudy? Study(
        FoldedValues data,
        out string note,
        CancellationToken cancellationToken
    )
    {
        note = "";
        return new Posterior(folds, output);
    }

    private sealed class Posterior(WalshBayesFolds folds, int output) : IProxyStudy
    {
        public double Error => folds.Error(output);

        public string Settings => "its largest terms, refitted";

        public IReadOnlyList<SpectrumTerm> Read(int fold, int limit, int maxOrder) =>
            Terms(folds.Terms(output, fold), limit, maxOrder);

        public IReadOnlyList<SpectrumTerm> ReadAll(
            int limit,
            int maxOrder,
            CancellationToken cancellationToken
        ) => Terms(folds.AllTerms(output), limit, maxOrder);

        private static SpectrumTerm[] Terms(
            IReadOnlyList<(PartSet Parts, double Mean)> terms,
            int limit,
            int maxOrder
        ) =>
            [
                .. terms
                    .Where(term => term.Parts.Order > 0 && term.Parts.Order <= maxOrder)
                    .Take(limit)
                    .Select(static term => new SpectrumTerm(term.Parts, term.Mean)),
            ];
    }
}
