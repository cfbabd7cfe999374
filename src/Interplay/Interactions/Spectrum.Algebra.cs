using Interplay.Masks;

namespace Interplay.Interactions;

public sealed partial class Spectrum
{
    /// <summary>
    /// The weighted sum of spectra over the same parts. Standard errors add as independent ones, sqrt(sum w^2 se^2); a term that a member
    /// lacks counts as an exact 0 there, and a term with an unknown error in any member has an unknown error.
    /// </summary>
    /// <param name="spectra">At least one spectrum.</param>
    /// <param name="weights">One finite weight a spectrum.</param>
    /// <exception cref="ArgumentException">No spectrum, another number of weights, or different numbers of parts.</exception>
    public static Spectrum Combine(
        IReadOnlyList<Spectrum> spectra,
        params ReadOnlySpan<double> weights
    )
    {
        ArgumentNullException.ThrowIfNull(spectra);
        ArgumentOutOfRangeException.ThrowIfZero(spectra.Count, nameof(spectra));
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, spectra.Count, nameof(weights));
        int partCount = spectra[0].PartCount;
        var sums = new TermSums();
        for (int i = 0; i < spectra.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(
                spectra[i].PartCount,
                partCount,
                nameof(spectra)
            );
            foreach (SpectrumTerm term in spectra[i]._terms)
            {
                sums.Add(term.Parts.Parts, weights[i], term);
            }
        }

        return new Spectrum(partCount, sums.ToTerms());
    }

    /// <summary>The sum of both functions; see <see cref="Combine"/> for the standard errors.</summary>
    public Spectrum Add(Spectrum other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Combine([this, other], 1, 1);
    }

    /// <summary>The function times a number; standard errors scale with it.</summary>
    public Spectrum Scale(double factor) =>
        new(
            PartCount,
            _terms.Select(term => new SpectrumTerm(
                term.Parts,
                factor * term.Coefficient,
                Math.Abs(factor) * term.StandardError
            ))
        );

    /// <summary>The pointwise product of both functions: chi_S chi_T = chi_(S xor T). O(terms x terms); standard errors are not known.</summary>
    public Spectrum Multiply(Spectrum other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.PartCount, PartCount, nameof(other));
        var sums = new TermSums();
        foreach (SpectrumTerm mine in _terms)
        {
            foreach (SpectrumTerm theirs in other._terms)
            {
                PartSet parts = mine.Parts.SymmetricDifference(theirs.Parts);
                sums.Add(
                    parts.Parts,
                    mine.Coefficient,
                    new SpectrumTerm(parts, theirs.Coefficient)
                );
            }
        }

        return new Spectrum(PartCount, sums.ToTerms());
    }

    /// <summary>
    /// The function with some parts fixed: always kept or always dropped. Its terms hold none of the fixed parts, the part numbers stay. A
    /// fixed part in a term turns into its sign: -1 when kept, +1 when dropped. Errors of terms that fall together add as independent ones.
    /// </summary>
    /// <param name="kept">Parts that are always kept.</param>
    /// <param name="dropped">Parts that are always dropped, none of them in <paramref name="kept"/>.</param>
    /// <exception cref="ArgumentException">A part out of range, named twice, or both kept and dropped.</exception>
    public Spectrum Condition(ReadOnlySpan<int> kept, ReadOnlySpan<int> dropped)
    {
        PartSet fixedParts = PartSet.Of([.. kept, .. dropped]);
        PartSet keptParts = PartSet.Of(kept);
        if (fixedParts.Order > 0)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                fixedParts.Parts[^1],
                PartCount,
                nameof(kept)
            );
        }

        var sums = new TermSums();
        var free = new List<int>();
        foreach (SpectrumTerm term in _terms)
        {
            free.Clear();
            double sign = 1;
            foreach (int part in term.Parts.Parts)
            {
                if (!fixedParts.Contains(part))
                {
                    free.Add(part);
                }
                else if (keptParts.Contains(part))
                {
                    sign = -sign;
                }
            }

            sums.Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(free), sign, term);
        }

        return new Spectrum(PartCount, sums.ToTerms());
    }
}
