using Interplay.Masks;
using Interplay.Recovery.Bits;
using Interplay.Tests.Recovery.Proxies;

namespace Interplay.Tests.Recovery.Bits;

public sealed class BitDifferencesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(500, 17)]
    [InlineData(512, 16)]
    [InlineData(1700, 40)]
    public void CountsAreThoseOfTheObviousLoop(int rows, int columns)
    {
        ColumnBlocks blocks = Samples.Blocks(rows, columns, new SeededRandom(31));
        uint[] other = blocks.Column(columns / 2).ToArray();
        other[0] ^= 1;
        var counts = new int[blocks.PaddedColumns];
        var scalar = new int[ColumnBlocks.Lanes];
        BitDifferences.Count(blocks, other, counts);
        for (int column = 0; column < columns; column++)
        {
            int expected = 0;
            for (int row = 0; row < rows; row++)
            {
                uint differ = blocks.Column(column)[row / 32] ^ other[row / 32];
                expected += (int)(differ >> (row % 32) & 1);
            }

            BitDifferences.CountScalar(blocks.Block(column / ColumnBlocks.Lanes), other, scalar);
            Assert.Equal(expected, counts[column]);
            Assert.Equal(expected, scalar[column % ColumnBlocks.Lanes]);
        }
    }
}
