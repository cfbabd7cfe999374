using Interplay.Masks;
using Interplay.Recovery.Transforms;

namespace Interplay.Tests.Recovery.Transforms;

public sealed class SignedSumsTests
{
    [Fact]
    public void TheKernelsAgreeWithALoopOverBits()
    {
        var random = new SeededRandom(11);
        for (int length = 0; length < 200; length++)
        {
            ulong[] signs = [.. Enumerable.Range(0, 4).Select(_ => random.NextBits())];
            double[] values = [.. Enumerable.Range(0, length).Select(_ => random.NextGaussian())];
            double[] target = [.. values];
            double expected = 0;
            for (int row = 0; row < length; row++)
            {
                expected += Sign(signs, row) * values[row];
            }

            SignedSums.Add(signs, 2.5, target);
            Assert.Equal(expected, SignedSums.Sum(signs, values), 1e-12 * (1 + length));
            for (int row = 0; row < length; row++)
            {
                Assert.Equal(values[row] + 2.5 * Sign(signs, row), target[row]);
            }
        }
    }

    private static int Sign(ulong[] signs, int row) =>
        (signs[row >> 6] >> (row & 63) & 1) == 0 ? 1 : -1;
}
