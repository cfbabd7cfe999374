using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Tests.Recovery.LinearAlgebra;

public sealed unsafe class GemmTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(8, 32, 5)]
    [InlineData(7, 33, 400)]
    [InlineData(200, 65, 130)]
    [InlineData(391, 2100, 17)]
    public void ProductsAgreeWithTheDefinition(int m, int n, int k)
    {
        var random = new SeededRandom(3);
        float[] a = Numbers(m * k);
        float[] b = Numbers(n * k);
        float[] full = new float[m * n];
        float[] lower = new float[m * n];
        float[] same = new float[m * n];
        fixed (
            float* pa = a,
                pb = b,
                columnsOfA = Transposed(a, m, k),
                rowsOfB = Transposed(b, n, k),
                pf = full,
                pl = lower,
                ps = same
        )
        {
            // B is handed over transposed, to test the strides.
            Gemm.Add(
                m,
                n,
                k,
                2,
                new Gemm.View(pa, k, 1),
                new Gemm.View(pb, 1, k),
                new Gemm.View(pf, n, 1)
            );
            Gemm.Add(
                m,
                n,
                k,
                2,
                new Gemm.View(pa, k, 1),
                new Gemm.View(pb, 1, k),
                new Gemm.View(pl, n, 1),
                Gemm.Part.Lower
            );
            Gemm.Add(
                m,
                n,
                k,
                2,
                new Gemm.View(columnsOfA, 1, m),
                new Gemm.View(rowsOfB, n, 1),
                new Gemm.View(ps, n, 1)
            );
        }

        Assert.Equal(full, same);

        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j += 3)
            {
                double sum = 0;
                for (int d = 0; d < k; d++)
                {
                    sum += 2.0 * a[i * k + d] * b[j * k + d];
                }

                Assert.Equal(sum, full[i * n + j], 1e-3);
                if (j <= i)
                {
                    Assert.Equal(full[i * n + j], lower[i * n + j]);
                }
            }
        }

        float[] Numbers(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];

        static float[] Transposed(float[] matrix, int rows, int columns) =>
            [
                .. Enumerable
                    .Range(0, matrix.Length)
                    .Select(i => matrix[i % rows * columns + i / rows]),
            ];
    }
}
