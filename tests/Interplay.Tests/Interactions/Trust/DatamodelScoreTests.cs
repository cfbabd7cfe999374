using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Tests.Interactions.Trust;

public sealed class DatamodelScoreTests
{
    private static readonly Spectrum Truth = new(
        12,
        [
            new SpectrumTerm(PartSet.Of(0), 1),
            new SpectrumTerm(PartSet.Of(1), -0.5),
            new SpectrumTerm(PartSet.Of(2, 3), 1),
        ]
    );

    [Fact]
    public void The_whole_truth_scores_one_and_its_first_order_less()
    {
        MaskMatrix masks = UniformDesign.Draw(12, 500, new SeededRandom(3));
        DatamodelScore score = DatamodelScore.Measure([Truth], masks, Truth.Evaluate(masks))!;
        Assert.Equal(1, score.Whole.Estimate, 1e-12);
        Assert.InRange(score.FirstOrder.Estimate, 0.5, 0.9);
        Assert.True(score.FirstOrder.Low < score.FirstOrder.Estimate);
        Assert.True(score.Gain.Low > 0);
        Assert.Equal(score, DatamodelScore.Measure([Truth], masks, Truth.Evaluate(masks)));
    }

    [Fact]
    public void Ranks_are_the_middle_ones()
    {
        var order = new RankOrder([3, 1, 3, 2]);
        Assert.Equal([2.5, 0, 2.5, 1], order.Ranks([1, 1, 1, 1]));
        Assert.Equal([4, 0.5, 4, 2], order.Ranks([3, 2, 0, 1]));
    }

    [Fact]
    public void First_order_is_least_squares_over_the_masks_of_that_share()
    {
        // All masks of two parts, the kept ones weighted 1 : 3, so that means are exact.
        MaskMatrix masks = MaskMatrix.From([
            .. Enumerable
                .Range(0, 16)
                .Select(row => Mask.Keeping(2, [.. Parts(row % 4 == 0, row / 4 == 0)])),
        ]);
        Spectrum pair = new(2, [new SpectrumTerm(PartSet.Of(0, 1), 1)]);
        Spectrum linear = DatamodelScore.FirstOrderOf(pair, masks);
        double[] left =
        [
            .. pair.Evaluate(masks).Zip(linear.Evaluate(masks), static (a, b) => a - b),
        ];
        Assert.Equal(0, left.Sum(), 1e-12);
        for (int part = 0; part < 2; part++)
        {
            Assert.Equal(0, left.Select((value, row) => masks[row, part] ? value : 0).Sum(), 1e-12);
        }
    }

    private static IEnumerable<int> Parts(bool first, bool second)
    {
        if (first)
        {
            yield return 0;
        }

        if (second)
        {
            yield return 1;
        }
    }
}
