using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Tests.Masks;

public sealed class MaskMatrixTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(63, 65)]
    [InlineData(64, 64)]
    [InlineData(130, 200)]
    public void TheTransposeHoldsTheSameBits(int rows, int parts)
    {
        var random = new SeededRandom(7);
        var masks = MaskMatrix.Create(
            rows,
            parts,
            (_, words) =>
            {
                foreach (ref ulong word in words)
                {
                    word = random.NextBits();
                }
            }
        );
        for (int row = 0; row < rows; row++)
        {
            for (int part = 0; part < parts; part++)
            {
                Assert.Equal(
                    masks[row, part],
                    (masks.Columns.Column(part)[row >> 6] >> (row & 63) & 1) != 0
                );
            }
        }
    }

    [Theory]
    [InlineData(3, 8)]
    [InlineData(10, 900)]
    [InlineData(100, 500)]
    public void UniformMasksAreDistinct(int parts, int count)
    {
        MaskMatrix masks = UniformDesign.Draw(parts, count, new SeededRandom(1));
        Assert.Equal(count, MaskIndex.Over(masks).Count);
    }
}
