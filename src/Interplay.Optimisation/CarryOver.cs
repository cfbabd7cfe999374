using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Optimisation;

/// <summary>
/// How much of the interactions to count when a mask is chosen for data beyond those that were learned from. The optimum of a spectrum is where its
/// errors are most in our favour; interactions, of which there are many, differ more from prompt to prompt than single effects do. So
/// the choice is rehearsed: for each group the mask is chosen from the spectra of the other groups, with interactions at several weights, and
/// judged by the group's own.
/// </summary>
internal static class CarryOver
{
    /// <summary>Terms of a rehearsal: the largest ones, beyond which the choice hardly changes and the solver takes long.</summary>
    private const int MostTerms = 300;

    private static readonly double[] Weights = [1, 0.6, 0.3, 0];

    /// <summary>The weight of all terms of more than one part, 0 to 1, whose choices do best on groups that were left out; the largest of equally good ones.</summary>
    /// <param name="groups">Spectra of the output on groups of the data, at least two.</param>
    /// <param name="goal">What is looked for.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static double Weight(
        IReadOnlyList<Spectrum> groups,
        MaskGoal goal,
        CancellationToken cancellationToken
    )
    {
        double best = double.NegativeInfinity;
        double chosen = 1;
        foreach (double weight in Weights)
        {
            double sum = 0;
            for (int left = 0; left < groups.Count; left++)
            {
                Mask mask = SpectrumOptimiser
                    .Optimise(Weighted(Mean(groups, left), weight), goal, cancellationToken)
                    .Mask;
                sum += (goal.Maximise ? 1 : -1) * groups[left].Evaluate(mask.Words);
            }

            if (sum > best)
            {
                (best, chosen) = (sum, weight);
            }
        }

        return chosen;
    }

    /// <summary>A spectrum with its terms of more than one part multiplied by a weight.</summary>
    public static Spectrum Weighted(Spectrum spectrum, double weight) =>
        weight == 1
            ? spectrum
            : new Spectrum(
                spectrum.PartCount,
                spectrum
                    .Terms.Where(term => term.Parts.Order <= 1 || weight > 0)
                    .Select(term =>
                        term.Parts.Order <= 1
                            ? term
                            : new SpectrumTerm(term.Parts, weight * term.Coefficient)
                    )
            );

    private static Spectrum Mean(IReadOnlyList<Spectrum> groups, int left)
    {
        var sums = new Dictionary<PartSet, double>();
        for (int group = 0; group < groups.Count; group++)
        {
            foreach (SpectrumTerm term in group == left ? [] : groups[group].Terms)
            {
                sums[term.Parts] =
                    sums.GetValueOrDefault(term.Parts) + term.Coefficient / (groups.Count - 1);
            }
        }

        return new Spectrum(
            groups[0].PartCount,
            sums.OrderByDescending(static sum => Math.Abs(sum.Value))
                .ThenBy(static sum => sum.Key)
                .Take(MostTerms)
                .Select(static sum => new SpectrumTerm(sum.Key, sum.Value))
        );
    }
}
