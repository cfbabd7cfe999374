using Interplay.Masks;

namespace Interplay.Interactions;

public sealed partial class Spectrum
{
    /// <summary>Variance of the function over uniform masks: the energy of all terms but the constant (Parseval).</summary>
    public double Variance
    {
        get
        {
            double sum = 0;
            foreach (SpectrumTerm term in _terms)
            {
                sum += term.Parts.Order == 0 ? 0 : term.Coefficient * term.Coefficient;
            }

            return sum;
        }
    }

    /// <summary>
    /// How many equally strong terms would spread the energy as much: (sum F^2)^2 / sum F^4 without the constant, between 1 and the number of
    /// terms (the participation ratio); 0 when nothing but the constant is there.
    /// </summary>
    public double EffectiveTermCount
    {
        get
        {
            double second = 0;
            double fourth = 0;
            // Scaled by the largest term, so that fourth powers neither overflow nor vanish.
            double scale = _terms
                .Where(static t => t.Parts.Order > 0)
                .Select(static t => Math.Abs(t.Coefficient))
                .DefaultIfEmpty()
                .Max();
            if (scale == 0)
            {
                return 0;
            }

            foreach (SpectrumTerm term in _terms)
            {
                double x = term.Parts.Order == 0 ? 0 : term.Coefficient / scale;
                second += x * x;
                fourth += x * x * x * x;
            }

            return second * second / fourth;
        }
    }

    /// <summary>Energy by order: element k is the sum of F(S)^2 over the terms of order k; element 0 is the squared constant.</summary>
    public double[] EnergyByOrder()
    {
        var energy = new double[MaxOrder + 1];
        foreach (SpectrumTerm term in _terms)
        {
            energy[term.Parts.Order] += term.Coefficient * term.Coefficient;
        }

        return energy;
    }

    /// <summary>The effect of one part: its Banzhaf value -2 F({i}), the change it makes when it is kept, averaged over all ways to keep or drop the others.</summary>
    public double Effect(int part) => -2 * this[PartSet.Of(part)];

    /// <summary>Influence of each part: the sum of F(S)^2 over the terms that hold it, the part of the variance it has a hand in (O'Donnell, 2014, 2.3).</summary>
    public double[] Influences()
    {
        var influences = new double[PartCount];
        foreach (SpectrumTerm term in _terms)
        {
            foreach (int part in term.Parts.Parts)
            {
                influences[part] += term.Coefficient * term.Coefficient;
            }
        }

        return influences;
    }

    /// <summary>The terms of largest magnitude without the constant, largest first; equal magnitudes in the order of their parts.</summary>
    public IReadOnlyList<SpectrumTerm> TopTerms(int count) =>
        [
            .. _terms
                .Where(static term => term.Parts.Order > 0)
                .OrderByDescending(static term => Math.Abs(term.Coefficient))
                .Take(count),
        ];

    /// <summary>The constant and the <paramref name="count"/> terms of largest magnitude: the best approximation over uniform masks with so many terms.</summary>
    public Spectrum Truncate(int count) =>
        new(PartCount, _terms.Where(static term => term.Parts.Order == 0).Concat(TopTerms(count)));

    /// <summary>The terms that pass.</summary>
    public Spectrum Where(Func<SpectrumTerm, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        return new Spectrum(PartCount, _terms.Where(keep));
    }

    /// <summary>The terms with an order between both ends, inclusive.</summary>
    public Spectrum OfOrder(int least, int most) =>
        Where(term => term.Parts.Order >= least && term.Parts.Order <= most);

    /// <summary>The terms that hold <paramref name="part"/>.</summary>
    public Spectrum Involving(int part) => Where(term => term.Parts.Contains(part));
}
