using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Tests.Interactions;

public sealed class CentredTermsTests
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Joint_effects_are_averages_over_masks_of_that_share(double share)
    {
        const int n = 5;
        Spectrum spectrum = ExactFunctions.Random(n, 12, 4, 3);
        Spectrum centred = CentredTerms.Of(spectrum, share);
        foreach (int set in new[] { 0b00001, 0b00110, 0b10101 })
        {
            Assert.Equal(
                Average(spectrum, n, set, share),
                Math.Pow(-2, int.PopCount(set)) * centred[Parts(set, n)],
                1e-9
            );
        }
    }

    /// <summary>The discrete derivative by every part of the set, averaged over the others with the weights of their draws.</summary>
    private static double Average(Spectrum spectrum, int n, int set, double share)
    {
        double sum = 0;
        for (int others = 0; others < 1 << n; others++)
        {
            if ((others & set) != 0)
            {
                continue;
            }

            double derivative = 0;
            for (int kept = 0; kept < 1 << n; kept++)
            {
                if ((kept & ~set) == 0)
                {
                    double sign = (int.PopCount(set ^ kept) & 1) == 0 ? 1 : -1;
                    derivative += sign * spectrum.Evaluate([(ulong)(others | kept)]);
                }
            }

            int free = n - int.PopCount(set);
            int ones = int.PopCount(others);
            sum += Math.Pow(share, ones) * Math.Pow(1 - share, free - ones) * derivative;
        }

        return sum;
    }

    private static PartSet Parts(int set, int n) =>
        PartSet.Of([.. Enumerable.Range(0, n).Where(part => (set >> part & 1) != 0)]);
}
