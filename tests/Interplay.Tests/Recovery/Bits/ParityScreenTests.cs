using System.Numerics;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Bits;

namespace Interplay.Tests.Recovery.Bits;

public sealed class ParityScreenTests
{
    [Theory]
    [InlineData(2, 20, 100, 16)]
    [InlineData(3, 20, 100, 16)]
    [InlineData(4, 17, 1100, 16)]
    [InlineData(2, 20, 100, 8)]
    [InlineData(3, 20, 100, 8)]
    [InlineData(4, 17, 1100, 8)]
    [InlineData(3, 20, 100, 1)]
    public void TheScreenFindsWhatCountingFinds(int order, int parts, int rows, int lanes)
    {
        BlockWidth width = lanes switch
        {
            16 => BlockWidth.Sixteen,
            8 => BlockWidth.Eight,
            _ => BlockWidth.One,
        };
        Assert.SkipUnless(
            width <= ColumnBlocks.Widest,
            "This processor, or this run, has no such vectors."
        );
        MaskMatrix masks = UniformDesign.Draw(parts, rows, new SeededRandom(3));
        var random = new SeededRandom(4);
        double[] weights = [.. Enumerable.Range(0, rows).Select(_ => random.NextGaussian())];
        int threshold = (int)(2.5 * Math.Sqrt(rows));
        List<PartSet> found = ParityScreen.Run(
            ColumnBlocks.Of(masks.Columns),
            weights,
            order,
            threshold,
            10_000,
            width,
            null,
            TestContext.Current.CancellationToken
        );
        HashSet<PartSet> expected = [];
        for (uint bits = 0; bits < 1u << parts; bits++)
        {
            if (BitOperations.PopCount(bits) != order)
            {
                continue;
            }

            PartSet set = PartSet.FromWords([bits]);
            int agreement = Enumerable
                .Range(0, rows)
                .Sum(row => set.Character(masks.Row(row)) * (weights[row] < 0 ? -1 : 1));
            if (Math.Abs(agreement) >= threshold)
            {
                expected.Add(set);
            }
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Order(), found.Order());
    }

    [Fact]
    public void TheStrongestComeFirstAndNoMoreThanAskedFor()
    {
        MaskMatrix masks = UniformDesign.Draw(30, 200, new SeededRandom(1));
        var planted = PartSet.Of(2, 11, 29);
        double[] weights =
        [
            .. Enumerable.Range(0, 200).Select(row => (double)planted.Character(masks.Row(row))),
        ];
        List<PartSet> found = ParityScreen.Run(
            ColumnBlocks.Of(masks.Columns),
            weights,
            3,
            10,
            5,
            null,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(5, found.Count);
        Assert.Equal(planted, found[0]);
    }
}
