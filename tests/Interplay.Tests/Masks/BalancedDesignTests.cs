using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Tests.Masks;

public sealed class BalancedDesignTests
{
    [Theory]
    [InlineData(8, 112)]
    [InlineData(13, 1000)]
    [InlineData(64, 160)]
    [InlineData(100, 333)]
    public void EveryPartIsKeptInHalfOfEveryBlock(int parts, int count)
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            MaskMatrix masks = BalancedDesign.Draw(parts, count, new SeededRandom(seed));
            Assert.Equal(count, MaskIndex.Over(masks).Count);
            for (
                int start = 0;
                start + BalancedDesign.BlockSize <= count;
                start += BalancedDesign.BlockSize
            )
            {
                for (int part = 0; part < parts; part++)
                {
                    int kept = Enumerable
                        .Range(start, BalancedDesign.BlockSize)
                        .Count(row => masks[row, part]);
                    Assert.True(
                        kept == 8,
                        $"seed {seed}, block at {start}, part {part}: {kept} of 16"
                    );
                }
            }
        }
    }

    [Fact]
    public void TheFirstMasksAreTheSameHoweverManyAreDrawn()
    {
        MaskMatrix many = BalancedDesign.Draw(40, 200, new SeededRandom(3));
        MaskMatrix few = BalancedDesign.Draw(40, 75, new SeededRandom(3));
        Assert.Equal(few.Words.ToArray(), many.Slice(0, 75).Words.ToArray());
        Assert.True(new BalancedDesign().HasPrefixes);
    }

    [Fact]
    public void MasksThatWereAskedForAreNotDrawnAgain()
    {
        var taken = new MaskIndex(7, 128);
        UniformDesign.Draw(7, 48, new SeededRandom(1), taken);
        BalancedDesign.Draw(7, 40, new SeededRandom(2), taken);
        Assert.Equal(88, taken.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            BalancedDesign.Draw(7, 21, new SeededRandom(2), taken)
        );
    }

    /// <summary>Halves are drawn alike: over many blocks two parts are kept together as often as chance has it, 7 of 30 pairs of rows.</summary>
    [Fact]
    public void PartsAreBalancedIndependently()
    {
        const int blocks = 4000;
        MaskMatrix masks = BalancedDesign.Draw(
            40,
            blocks * BalancedDesign.BlockSize,
            new SeededRandom(9)
        );
        double together = 0;
        double again = 0;
        for (int row = 0; row < masks.RowCount; row++)
        {
            together += masks[row, 3] && masks[row, 17] ? 1 : 0;
            again += row % 16 == 0 && masks[row, 3] && masks[row + 15, 3] ? 1 : 0;
        }

        Assert.Equal(0.25, together / masks.RowCount, 0.006);
        Assert.Equal(7.0 / 30, again / blocks, 0.03);
    }
}
