using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Bits;

namespace Interplay.Tests.Recovery.Bits;

public sealed class CorrelationScreenTests
{
    [Theory]
    [InlineData(3, 30, 400)]
    [InlineData(3, 30, 4000)]
    [InlineData(4, 24, 6000)]
    public void SetsThatCorrelateAreFoundInAnyNumberOfRows(int order, int parts, int rows)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var random = new SeededRandom(seed, 1);
            MaskMatrix masks = UniformDesign.Draw(parts, rows, new SeededRandom(seed, 2));
            PartSet[] planted =
            [
                .. Enumerable
                    .Range(0, 5)
                    .Select(_ => PartSet.Of(random.Permutation(parts).AsSpan(0, order)))
                    .Distinct(),
            ];

            // Each correlates by about .4.
            double[] weights =
            [
                .. Enumerable
                    .Range(0, rows)
                    .Select(row =>
                        planted.Sum(set => set.Character(masks.Row(row))) + random.NextGaussian()
                    ),
            ];
            List<PartSet> found = new CorrelationScreen(masks, weights).Run(
                order,
                5,
                planted.Length,
                TestContext.Current.CancellationToken
            );
            Assert.True(planted.ToHashSet().SetEquals(found), $"seed {seed}");
        }
    }

    [Fact]
    public void ThePriceDoesNotGrowWithTheRowsOnceTheSieveIsFull()
    {
        Assert.Equal(CorrelationScreen.Cost(128, 5, 512), CorrelationScreen.Cost(128, 5, 20_000));
        Assert.Equal(CorrelationScreen.Cost(64, 5, 2048), CorrelationScreen.Cost(64, 5, 20_000));
    }
}
