using Interplay.Masks;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Recovery.WalshBayes.Covariances;

/// <summary>
/// The sets with the largest prior variances. In the basis of the characters the prior is diagonal, and on uniform masks the characters are
/// nearly orthogonal, so these are nearly the leading eigenvectors of the kernel matrix.
/// </summary>
internal static class PriorFeatures
{
    private const int PairParts = 160;
    private const int TripleParts = 24;

    /// <summary>Chooses the sets, the constant among them, by falling variance.</summary>
    /// <param name="prior">The smooth prior.</param>
    /// <param name="spikes">Variances on top of it, by set.</param>
    /// <param name="most">Most sets.</param>
    /// <param name="least">Least variance that is worth a feature.</param>
    public static List<(PartSet Parts, double Variance)> Choose(
        SmoothPrior prior,
        IReadOnlyDictionary<PartSet, double> spikes,
        int most,
        double least
    )
    {
        double exponentialBase = prior.ExponentialBase();
        double[] slopes = [.. prior.Relevances.Select(Math.Tanh)];
        int[] ranked =
        [
            .. Enumerable
                .Range(0, slopes.Length)
                .OrderByDescending(part => slopes[part])
                .ThenBy(part => part),
        ];
        var chosen = new Dictionary<PartSet, double>();
        Offer(PartSet.Empty);
        for (int part = 0; part < slopes.Length; part++)
        {
            Offer(PartSet.Of(part));
            for (int gap = 1; gap <= prior.LocalWeights.Length && part + gap < slopes.Length; gap++)
            {
                Offer(PartSet.Of(part, part + gap));
            }
        }

        int[] pairParts = [.. ranked.Take(PairParts).Order()];
        for (int i = 0; i < pairParts.Length; i++)
        {
            for (int j = i + 1; j < pairParts.Length; j++)
            {
                Offer(PartSet.Of(pairParts[i], pairParts[j]));
            }
        }

        int[] tripleParts = [.. ranked.Take(TripleParts).Order()];
        for (int i = 0; i < tripleParts.Length; i++)
        {
            for (int j = i + 1; j < tripleParts.Length; j++)
            {
                for (int k = j + 1; k < tripleParts.Length; k++)
                {
                    Offer(PartSet.Of(tripleParts[i], tripleParts[j], tripleParts[k]));
                }
            }
        }

        foreach (PartSet set in spikes.Keys)
        {
            Offer(set);
        }

        return
        [
            .. chosen
                .OrderByDescending(static set => set.Value)
                .ThenBy(static set => set.Key)
                .Take(most)
                .Select(static set => (set.Key, set.Value)),
        ];

        void Offer(PartSet set)
        {
            double variance =
                prior.Variance(set, exponentialBase, slopes) + spikes.GetValueOrDefault(set);
            if (variance >= least)
            {
                chosen[set] = variance;
            }
        }
    }
}
