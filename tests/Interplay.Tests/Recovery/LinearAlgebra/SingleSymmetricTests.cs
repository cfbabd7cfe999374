using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Tests.Recovery.LinearAlgebra;

public sealed unsafe class SingleSymmetricTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(8, 16)]
    [InlineData(193, 9)]
    [InlineData(517, 8)]
    [InlineData(600, 37)]
    [InlineData(1203, 17)]
    public void ProductsAgreeWithTheDefinition(int size, int columns)
    {
        var random = new SeededRandom((ulong)(size + columns));
        using var lower = new SingleMatrix(size, size);
        using var x = new SingleMatrix(size, columns);
        for (int row = 0; row < size; row++)
        {
            // What lies above the diagonal must never be read.
            lower.Row(row).Fill(float.NaN);
            Fill(lower.Row(row)[..(row + 1)]);
            Fill(x.Row(row));
        }

        using var stored = new SingleMatrix(size, columns);
        using var made = new SingleMatrix(size, columns);
        stored.Row(0)[0] = float.NaN;
        SingleSymmetric.Multiply(lower, x, stored);
        SingleSymmetric.Multiply(Tile, x, made);

        for (int column = 0; column < columns; column += 3)
        {
            for (int row = 0; row < size; row++)
            {
                double sum = 0;
                for (int k = 0; k < size; k++)
                {
                    double entry = lower.Row(Math.Max(row, k))[Math.Min(row, k)];
                    sum += entry * x.Row(k)[column];
                }

                Assert.Equal(sum, stored.Row(row)[column], 1e-3);
            }
        }

        for (int row = 0; row < size; row++)
        {
            Assert.Equal(stored.Row(row), made.Row(row));
        }

        void Fill(Span<float> numbers)
        {
            foreach (ref float number in numbers)
            {
                number = (float)random.NextGaussian();
            }
        }

        void Tile(int row, int rows, int column, int count, float* target)
        {
            for (int i = 0; i < rows; i++)
            {
                ReadOnlySpan<float> source = lower.Row(row + i).Slice(column, count);
                source.CopyTo(new Span<float>(target + i * count, count));
            }
        }
    }
}
