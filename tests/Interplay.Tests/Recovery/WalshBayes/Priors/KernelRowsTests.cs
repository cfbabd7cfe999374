using Interplay.Masks;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Tests.Recovery.WalshBayes.Priors;

public sealed class KernelRowsTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(8, 3)]
    [InlineData(37, 2)]
    [InlineData(130, 0)]
    public void TheFusedPassesAgreeWithTheFormulas(int length, int gaps)
    {
        var random = new SeededRandom(9);
        float[] p = Numbers();
        float[] pairs = Numbers();
        float[][] local = [.. Enumerable.Range(0, 3).Select(gap => gap < gaps ? Numbers() : [])];
        float[] inverse = Numbers();
        float[] a = Numbers();
        var scales = new KernelRows.Scales(-0.3f, 0.7f, 0.2f, 1.1f, 0.5f, 0.4f, 0.3f);
        float[] factors = [0.5f, 0.4f, 0.3f];
        var e = new float[length];
        var k = new float[length];
        KernelRows.Build(p, pairs, local[0], local[1], local[2], scales, e, k);
        for (int i = 0; i < length; i++)
        {
            double exponential = Math.Exp(p[i] - 0.3);
            double sum =
                exponential
                + 1.1
                + 0.7 * p[i]
                + 0.2 * pairs[i]
                + Enumerable.Range(0, gaps).Sum(gap => (double)factors[gap] * local[gap][i]);
            Assert.Equal(exponential, e[i], 1e-5 * exponential);
            Assert.Equal(sum, k[i], 1e-5 * (1 + Math.Abs(sum)));
        }

        double[] q =
        [
            .. Enumerable.Range(0, length).Select(i => 0.5 * (inverse[i] - (double)a[^1] * a[i])),
        ];
        float[] before = [.. e];
        var sums = new double[7];
        KernelRows.Gradient(inverse, a, p, pairs, local[0], local[1], local[2], 0.7f, e, sums);
        Assert.Equal(Both(p), sums[0], 1e-3);
        Assert.Equal(Both(before), sums[1], 1e-3);
        Assert.Equal(Both(pairs), sums[2], 1e-3);
        for (int gap = 0; gap < 3; gap++)
        {
            Assert.Equal(gap < gaps ? Both(local[gap]) : 0, sums[3 + gap], 1e-3);
        }

        Assert.Equal(q[^1], sums[6], 1e-5);
        Assert.All(
            Enumerable.Range(0, length),
            i => Assert.Equal(q[i] * (before[i] + 0.7), e[i], 1e-4)
        );

        float[] Numbers() =>
            [.. Enumerable.Range(0, length).Select(_ => (float)random.NextGaussian())];

        double Both(float[] other) =>
            Enumerable.Range(0, length).Sum(i => (i == length - 1 ? 1 : 2) * q[i] * other[i]);
    }
}
