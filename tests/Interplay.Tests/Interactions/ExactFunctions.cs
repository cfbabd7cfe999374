using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Masks;

namespace Interplay.Tests.Interactions;

/// <summary>Slow and obvious: functions as tables over all masks, straight from the definitions.</summary>
internal static class ExactFunctions
{
    /// <summary>A random spectrum with a constant and errors, terms up to <paramref name="maxOrder"/>.</summary>
    public static Spectrum Random(int parts, int terms, int maxOrder, ulong seed)
    {
        var random = new SeededRandom(seed);
        var sets = new HashSet<PartSet> { PartSet.Empty };
        while (sets.Count <= terms)
        {
            int order = 1 + random.NextInt(maxOrder);
            sets.Add(PartSet.Of(random.Permutation(parts).AsSpan(0, order)));
        }

        return new Spectrum(
            parts,
            sets.Select(set => new SpectrumTerm(
                set,
                random.NextGaussian(),
                0.01 + random.NextDouble()
            ))
        );
    }

    /// <summary>f at every mask, bit i of the place = part i kept.</summary>
    public static double[] ToTable(Spectrum spectrum)
    {
        var table = new double[1 << spectrum.PartCount];
        for (int mask = 0; mask < table.Length; mask++)
        {
            table[mask] = spectrum.Evaluate([(ulong)mask]);
        }

        return table;
    }

    /// <summary>F(S) = 2^-n sum f(m) (-1)^|S and m|.</summary>
    public static Spectrum ToSpectrum(double[] table)
    {
        int parts = System.Numerics.BitOperations.Log2((uint)table.Length);
        var terms = new List<SpectrumTerm>();
        for (int set = 0; set < table.Length; set++)
        {
            double sum = 0;
            for (int mask = 0; mask < table.Length; mask++)
            {
                int parity = System.Numerics.BitOperations.PopCount((uint)(set & mask)) & 1;
                sum += parity == 0 ? table[mask] : -table[mask];
            }

            terms.Add(new SpectrumTerm(PartSet.FromWords([(ulong)set]), sum / table.Length));
        }

        return new Spectrum(parts, terms);
    }

    /// <summary>The mean over subsets R of the other parts, weighted by <paramref name="weight"/>(|R|), of the discrete derivative of f with respect to S at R.</summary>
    public static double MeanDerivative(double[] table, int set, Func<int, double> weight)
    {
        double sum = 0;
        for (int rest = 0; rest < table.Length; rest++)
        {
            if ((rest & set) != 0)
            {
                continue;
            }

            double derivative = 0;
            int order = System.Numerics.BitOperations.PopCount((uint)set);
            for (int sub = set; ; sub = (sub - 1) & set)
            {
                int missing = order - System.Numerics.BitOperations.PopCount((uint)sub);
                derivative += (missing & 1) == 0 ? table[rest | sub] : -table[rest | sub];
                if (sub == 0)
                {
                    break;
                }
            }

            sum += weight(System.Numerics.BitOperations.PopCount((uint)rest)) * derivative;
        }

        return sum;
    }

    public static double Sum(InteractionValues values) =>
        values.Interactions.Where(v => v.Parts.Order > 0).Sum(v => v.Strength);
}
