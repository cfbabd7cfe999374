using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Benchmarks;

/// <summary>Spectra with random terms of orders 1 to a bound.</summary>
internal static class RandomSpectra
{
    public static Spectrum Make(int parts, int terms, int maxOrder)
    {
        var random = new SeededRandom(1);
        var sets = new HashSet<PartSet>();
        while (sets.Count < terms)
        {
            int order = 1 + random.NextInt(maxOrder);
            sets.Add(PartSet.Of(random.Permutation(parts).AsSpan(0, order)));
        }

        return new Spectrum(
            parts,
            sets.Select(set => new SpectrumTerm(set, random.NextGaussian(), 0.1))
        );
    }
}
