using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Recovery.Regression;

/// <summary>The closing regression on all masks, with exact standard errors; insignificant terms leave one round at a time.</summary>
internal static class ClosingRegression
{
    public static OutputRecovery Run(
        int partCount,
        int maxOrder,
        BitColumns parts,
        IReadOnlyList<PartSet> sets,
        double[] values
    )
    {
        var significance = new Significance(partCount, maxOrder);
        while (true)
        {
            RidgeFit fit = RidgeFit.LeastSquares(parts, sets, values);
            List<PartSet> kept =
            [
                .. fit
                    .Terms.Skip(1)
                    .Where(term =>
                        !(
                            Math.Abs(term.Coefficient)
                            < (term.StandardError ?? 0) * significance.Threshold(term.Parts.Order)
                        )
                    )
                    .Select(term => term.Parts),
            ];
            if (kept.Count == sets.Count)
            {
                return new OutputRecovery
                {
                    Spectrum = new Spectrum(partCount, fit.Terms),
                    ResidualDeviation = fit.ResidualDeviation,
                };
            }

            sets = kept;
        }
    }
}
