using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Recovery.TwoFidelity;

/// <summary>
/// Two estimates of one spectrum from the same values, mixed. Their errors go together, so those of a term add by their shares instead of as
/// independent ones; a term that one of them lacks has the other's error.
/// </summary>
internal static class SpectrumMix
{
    /// <summary>(1 - share) first + share second.</summary>
    public static Spectrum Of(Spectrum first, Spectrum second, double share)
    {
        IEnumerable<PartSet> sets = first
            .Terms.Concat(second.Terms)
            .Select(static term => term.Parts)
            .Distinct();
        return new Spectrum(first.PartCount, sets.Select(Mixed));

        SpectrumTerm Mixed(PartSet set)
        {
            bool inFirst = first.TryGet(set, out SpectrumTerm a);
            bool inSecond = second.TryGet(set, out SpectrumTerm b);
            return new SpectrumTerm(
                set,
                (1 - share) * a.Coefficient + share * b.Coefficient,
                !inFirst ? b.StandardError
                    : !inSecond ? a.StandardError
                    : (1 - share) * a.StandardError + share * b.StandardError
            );
        }
    }
}
