using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Tests.Recovery.LinearAlgebra;

public sealed unsafe class SingleCholeskyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(95)]
    [InlineData(97)]
    [InlineData(500)]
    public void FactorSolveAndInverseAgreeWithTheDefinition(int n)
    {
        var random = new SeededRandom(5);
        var g = new double[n * n];
        foreach (ref double value in g.AsSpan())
        {
            value = random.NextGaussian();
        }

        var a = new float[n * n];
        double[] exact = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = i == j ? 0.3 : 0;
                for (int k = 0; k < n; k++)
                {
                    sum += g[i * n + k] * g[j * n + k] / n;
                }

                exact[i * n + j] = sum;
                a[i * n + j] = (float)sum;
            }
        }

        using var inverse = new SingleMatrix(n, n);
        float[] x = [.. Enumerable.Range(0, n).Select(i => (float)Math.Sin(i))];
        float[] right = [.. x];
        fixed (float* data = a)
        {
            using SingleCholesky factor = SingleCholesky.Factor(data, n, n)!;
            factor.Solve(x);
            factor.InverseLower(inverse);
            inverse.MirrorLower();
        }

        for (int i = 0; i < n; i++)
        {
            double image = 0;
            for (int k = 0; k < n; k++)
            {
                image += exact[i * n + k] * x[k];
            }

            Assert.Equal(right[i], image, 2e-4);
            for (int j = 0; j < n; j += 37)
            {
                double entry = 0;
                for (int k = 0; k < n; k++)
                {
                    entry += exact[i * n + k] * inverse.Row(k)[j];
                }

                Assert.Equal(i == j ? 1 : 0, entry, 2e-4);
            }
        }
    }

    [Fact]
    public void AnIndefiniteMatrixIsRefused()
    {
        float[] a = [1, 2, 2, 1];
        fixed (float* data = a)
        {
            Assert.Null(SingleCholesky.Factor(data, 2, 2));
        }
    }
}
