using Interplay.Recovery.Folds;

namespace Interplay.Recovery.Proxies.Neural;

/// <summary>
/// An ensemble of small perceptrons as a proxy: trained on the masks, then read by SPEX, or by the exact transform where there are few parts, at
/// masks of its own, which cost nothing (SPEX on the proxy). Smooth and saturating functions of many parts suit it better than trees.
/// </summary>
internal sealed class NeuralProxy(NeuralOptions options) : IProxy
{
    /// <summary>Fewer rows cannot be split into learning and stopping.</summary>
    private const int LeastRows = 8;

    /// <inheritdoc/>
    public string Name => "perceptrons";

    /// <inheritdoc/>
    public IProxyStudy? Study(
        FoldedValues data,
        out string note,
        CancellationToken cancellationToken
    )
    {
        int least = data.Masks.Folds.Min(static fold => fold.TrainRows.Length);
        if (least < LeastRows)
        {
            note =
                $"The {Name} were left out: {least} masks a fold are too few to stop a training on.";
            return null;
        }

        note = "";
        return NeuralStudy.Run(data, options, cancellationToken);
    }
}
