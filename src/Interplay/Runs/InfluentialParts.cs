using Interplay.Interactions;
using Interplay.Reports;

namespace Interplay.Runs;

/// <summary>
/// Chooses the parts that are worth a closer look. The influence of a part is the sum of F(S)^2 over the sets that hold it, which is how much of the
/// variance it has a hand in (O'Donnell, 2014, 2.3): a part that matters only together with others counts as well. Coefficients carry errors e, and
/// (F + e)^2 is F^2 + e^2 on average with the variance 4 F^2 e^2 + 2 e^4, so that much is taken off before a part counts as influential.
/// </summary>
internal static class InfluentialParts
{
    /// <summary>The parts that count, most influential first; of equals the first part first.</summary>
    /// <param name="explanation">The explanation; a part counts if it does for any output.</param>
    /// <param name="leastShare">Least share of the most influential part's influence.</param>
    public static List<int> Of(Explanation explanation, double leastShare)
    {
        var shares = new double[explanation.PartCount];
        foreach (ExplainedOutput output in explanation.Outputs)
        {
            Add(output.Spectrum, shares);
        }

        return
        [
            .. Enumerable
                .Range(0, shares.Length)
                .Where(part => shares[part] > 0 && shares[part] >= leastShare)
                .OrderByDescending(part => shares[part]),
        ];
    }

    private static void Add(Spectrum spectrum, double[] shares)
    {
        double[] influence = spectrum.Influences();
        var noise = new double[shares.Length];
        var variance = new double[shares.Length];
        foreach (SpectrumTerm term in spectrum.Terms)
        {
            double error = (term.StandardError * term.StandardError) ?? 0;
            foreach (int part in term.Parts.Parts)
            {
                noise[part] += error;
                variance[part] +=
                    4 * term.Coefficient * term.Coefficient * error + 2 * error * error;
            }
        }

        double largest = influence.Max();
        for (int part = 0; part < shares.Length; part++)
        {
            double least = noise[part] + NormalDistribution.Upper95 * Math.Sqrt(variance[part]);
            if (influence[part] > least)
            {
                shares[part] = Math.Max(shares[part], influence[part] / largest);
            }
        }
    }
}
