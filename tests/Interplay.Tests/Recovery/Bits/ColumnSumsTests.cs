using Interplay.Masks;
using Interplay.Recovery.Bits;
using Interplay.Tests.Recovery.Proxies;

namespace Interplay.Tests.Recovery.Bits;

public sealed class ColumnSumsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(31, 15)]
    [InlineData(64, 16)]
    [InlineData(1000, 20)]
    [InlineData(2085, 131)]
    public void SumsAndCountsAreThoseOfTheObviousLoop(int rows, int parts)
    {
        var random = new SeededRandom(11);
        ColumnBlocks blocks = Samples.Blocks(rows, parts, random);
        var weights = new float[blocks.RowWords * 32];
        var selected = new uint[blocks.RowWords];
        for (int row = 0; row < rows; row++)
        {
            weights[row] = (float)random.NextGaussian();
            selected[row / 32] |= (uint)(random.NextInt(3) > 0 ? 1 : 0) << (row % 32);
        }

        // A word without any selected row takes the short cut.
        if (selected.Length > 2)
        {
            selected[1] = 0;
        }

        var tables = new float[ColumnSums.TableLength(blocks)];
        var sums = new float[blocks.PaddedColumns];
        var counts = new float[blocks.PaddedColumns];
        ColumnSums.Sum(blocks, weights, selected, tables, sums);
        ColumnSums.Count(blocks, selected, counts);
        for (int part = 0; part < parts; part++)
        {
            double sum = 0;
            int count = 0;
            for (int row = 0; row < rows; row++)
            {
                bool counts1 =
                    (selected[row / 32] >> row % 32 & 1) != 0
                    && (blocks.Column(part)[row / 32] >> row % 32 & 1) != 0;
                sum += counts1 ? weights[row] : 0;
                count += counts1 ? 1 : 0;
            }

            Assert.Equal(sum, sums[part], 1e-3);
            Assert.Equal(count, counts[part]);
        }

        // Row by row the same comes out, to the last bit at any width.
        var list = new int[rows];
        list = list[..RowSelection.List(selected, list)];
        var rowSums = new float[blocks.PaddedColumns];
        var rowCounts = new float[blocks.PaddedColumns];
        RowSums.Sum(blocks, list, weights, rowSums, rowCounts);
        Assert.Equal(counts, rowCounts);
        foreach (BlockWidth width in Widths)
        {
            var sameSums = new float[blocks.PaddedColumns];
            var sameCounts = new float[blocks.PaddedColumns];
            RowSums.Sum(blocks, list, weights, sameSums, sameCounts, width);
            Assert.Equal(rowSums, sameSums);
            Assert.Equal(rowCounts, sameCounts);
        }

        for (int part = 0; part < parts; part++)
        {
            Assert.Equal(sums[part], rowSums[part], 1e-3);
        }
    }

    [Fact]
    public void AllWidthsAgreeToTheLastBit()
    {
        var random = new SeededRandom(12);
        ColumnBlocks blocks = Samples.Blocks(777, 37, random);
        var weights = new float[blocks.RowWords * 32];
        var selected = new uint[blocks.RowWords];
        RowSelection.Fill(selected, 777);
        selected[3] = 0;
        selected[5] &= 0xF0F0_1234;
        for (int row = 0; row < 777; row++)
        {
            weights[row] = (float)random.NextGaussian();
        }

        weights[40] = -0f;
        var tables = new float[ColumnSums.TableLength(blocks)];
        var sums = new float[blocks.PaddedColumns];
        var counts = new float[blocks.PaddedColumns];
        ColumnSums.Sum(blocks, weights, selected, tables, sums);
        ColumnSums.Count(blocks, selected, counts);
        foreach (BlockWidth width in Widths)
        {
            tables = new float[ColumnSums.TableLength(blocks)];
            var sameSums = new float[blocks.PaddedColumns];
            var sameCounts = new float[blocks.PaddedColumns];
            ColumnSums.Sum(blocks, weights, selected, tables, sameSums, 0, width);
            ColumnSums.Count(blocks, selected, sameCounts, width);
            Assert.Equal(sums, sameSums);
            Assert.Equal(counts, sameCounts);
        }
    }

    /// <summary>Those that this processor, or this run, has.</summary>
    private static IEnumerable<BlockWidth> Widths =>
        Enum.GetValues<BlockWidth>().Where(static width => width <= ColumnBlocks.Widest);
}
