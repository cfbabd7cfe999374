namespace Interplay.Interactions;

/// <summary>
/// A function in the basis that fits masks which keep parts with probability p: f(m) = sum over S of G(S) prod over i in S of (z_i - mu),
/// z_i = -1 where part i is kept and +1 where not, mu = 1 - 2p their mean. It follows from the spectrum by G(S) = sum over T containing S of
/// F(T) mu^(|T| - |S|), and (-2)^|S| G(S) is the joint effect of S averaged over what else such masks keep (O'Donnell, Analysis of Boolean
/// Functions, 2014, 8.4): the Banzhaf interaction index weighted by p (Marichal and Mathonet, 2011). At p = 1/2 it is the spectrum itself.
/// </summary>
public static class CentredTerms
{
    /// <summary>Terms of higher order are passed on to their subsets only for sets of up to so many parts: the number of subsets doubles with each.</summary>
    private const int MostOrder = 20;

    /// <summary>
    /// G as coefficients of a spectrum object, to read effects from; it is no spectrum to evaluate unless p = 1/2. Standard errors assume independent
    /// errors of the coefficients.
    /// </summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="keptShare">p, above 0 and below 1.</param>
    /// <exception cref="InterplayException"><c>expansion-too-large</c>: a term has more than 20 parts.</exception>
    public static Spectrum Of(Spectrum spectrum, double keptShare)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(keptShare, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(keptShare, 1);
        double mean = 1 - 2 * keptShare;
        if (mean == 0)
        {
            return spectrum;
        }

        if (!IsPossible(spectrum, keptShare))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "expansion-too-large",
                $"Effects under masks of another kept share need every subset of a term; one has {spectrum.MaxOrder} parts, at most {MostOrder} are possible. Lower --max-order."
            );
        }

        var sums = new TermSums();
        foreach (SpectrumTerm term in spectrum.Terms)
        {
            int[] parts = term.Parts.Parts.ToArray();
            for (int subset = 0; subset < 1 << parts.Length; subset++)
            {
                int[] chosen = [.. parts.Where((_, i) => (subset >> i & 1) != 0)];
                sums.Add(chosen, Math.Pow(mean, parts.Length - chosen.Length), term);
            }
        }

        return new Spectrum(spectrum.PartCount, sums.ToTerms());
    }

    /// <summary>Whether no term has too many parts.</summary>
    internal static bool IsPossible(Spectrum spectrum, double keptShare) =>
        keptShare == 0.5 || spectrum.MaxOrder <= MostOrder;

    /// <summary>
    /// The same in units of the standard deviation of the z_i, s = 2 sqrt(p (1 - p)): s^|S| G(S), whose squares sum to the variance over masks that keep
    /// parts with probability p, so that energies and shares of the variance are read from them. At p = 1/2 it is the spectrum itself.
    /// </summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="keptShare">p, above 0 and below 1.</param>
    /// <exception cref="InterplayException"><c>expansion-too-large</c>: a term has more than 20 parts.</exception>
    public static Spectrum NormalisedOf(Spectrum spectrum, double keptShare)
    {
        Spectrum centred = Of(spectrum, keptShare);
        double deviation = 2 * Math.Sqrt(keptShare * (1 - keptShare));
        return keptShare == 0.5
            ? centred
            : new Spectrum(
                centred.PartCount,
                centred.Terms.Select(term =>
                {
                    double scale = Math.Pow(deviation, term.Parts.Order);
                    return new SpectrumTerm(
                        term.Parts,
                        scale * term.Coefficient,
                        scale * term.StandardError
                    );
                })
            );
    }
}
