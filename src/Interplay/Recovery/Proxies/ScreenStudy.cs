using Interplay.Interactions;
using Interplay.Recovery.Folds;

namespace Interplay.Recovery.Proxies;

/// <summary>The screen of each fold and of all masks.</summary>
internal sealed class ScreenStudy(FoldedValues data, int order) : IProxyStudy
{
    /// <inheritdoc/>
    public double Error => 1;

    /// <inheritdoc/>
    public string Settings => $"all terms up to order {order}";

    /// <inheritdoc/>
    public IReadOnlyList<SpectrumTerm> Read(int fold, int limit, int maxOrder) =>
        CharacterScreen.Strongest(
            data.Masks.Folds[fold].Train,
            data.Train(fold),
            Math.Min(order, maxOrder),
            limit
        );

    /// <inheritdoc/>
    public IReadOnlyList<SpectrumTerm> ReadAll(
        int limit,
        int maxOrder,
        CancellationToken cancellationToken
    ) => CharacterScreen.Strongest(data.Masks.All, data.Values, Math.Min(order, maxOrder), limit);
}
