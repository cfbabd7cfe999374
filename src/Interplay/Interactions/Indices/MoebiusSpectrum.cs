namespace Interplay.Interactions.Indices;

/// <summary>The way back from Moebius coefficients to a spectrum.</summary>
public static class MoebiusSpectrum
{
    /// <summary>
    /// The spectrum of f(m) = sum over S subset of m of a(S): F(S) = (-1)^|S| sum over T >= S of 2^-|T| a(T). O(sum 2^|T|). Standard errors are
    /// propagated as those of independent a(T).
    /// </summary>
    /// <param name="partCount">Number of parts of the function.</param>
    /// <param name="terms">The Moebius coefficients, each set once.</param>
    /// <exception cref="InterplayException">More than <see cref="InteractionValues.MaxExpansion"/> subsets (<c>expansion-too-large</c>).</exception>
    public static Spectrum Of(int partCount, IEnumerable<Interaction> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        Interaction[] sorted = [.. terms];
        Array.Sort(sorted, static (a, b) => a.Parts.CompareTo(b.Parts));
        SubsetExpansion.Check(
            sorted.Select(static term => term.Parts.Order),
            static (_, _) => true,
            int.MaxValue
        );
        var sums = new TermSums();
        foreach (Interaction term in sorted)
        {
            int order = term.Parts.Order;
            var scaled = new SpectrumTerm(term.Parts, term.Strength, term.StandardError);
            for (int size = 0; size <= order; size++)
            {
                double weight = Math.ScaleB((size & 1) == 0 ? 1 : -1, -order);
                SubsetExpansion.ForEach(
                    term.Parts,
                    size,
                    subset => sums.Add(subset, weight, scaled)
                );
            }
        }

        return new Spectrum(partCount, sums.ToTerms());
    }
}
