using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Tests.Recovery.LinearAlgebra;

public sealed class DoubleCholeskyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(33)]
    [InlineData(50)]
    [InlineData(97)]
    [InlineData(301)]
    public void The_inverse_times_the_matrix_is_the_identity(int size)
    {
        ulong seed = (ulong)System.Diagnostics.Stopwatch.GetTimestamp();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        double[] matrix = Positive(size, new SeededRandom(seed));
        double[] inverse = DoubleCholesky.Factor([.. matrix], size)!.Inverse();
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                double sum = 0;
                for (int k = 0; k < size; k++)
                {
                    sum +=
                        matrix[row * size + k]
                        * inverse[Math.Max(k, column) * size + Math.Min(k, column)];
                }

                Assert.True(
                    Math.Abs(sum - (row == column ? 1 : 0)) < 1e-8,
                    $"seed {seed}: {sum} at {row}, {column}"
                );
            }
        }
    }

    [Fact]
    public void Products_of_rows_are_those_of_one_by_one()
    {
        var random = new SeededRandom(5);
        foreach ((int rows, int length) in new[] { (1, 3), (6, 5), (7, 16), (13, 9) })
        {
            double[] a = Drawn(rows * length);
            double[] b = Drawn(rows * length);
            var found = new double[rows * rows];
            RowProducts.Lower(a, b, rows, length, found);
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    double sum = 0;
                    for (int k = 0; k < length; k++)
                    {
                        sum += a[i * length + k] * b[j * length + k];
                    }

                    Assert.Equal(sum, found[i * rows + j], 1e-12);
                }
            }
        }

        double[] Drawn(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
    }

    private static double[] Positive(int size, SeededRandom random)
    {
        double[] factor = [.. Enumerable.Range(0, size * size).Select(_ => random.NextGaussian())];
        var matrix = new double[size * size];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                double sum = row == column ? size : 0;
                for (int k = 0; k < size; k++)
                {
                    sum += factor[row * size + k] * factor[column * size + k];
                }

                matrix[row * size + column] = sum;
            }
        }

        return matrix;
    }
}
