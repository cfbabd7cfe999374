using Interplay.Masks;
using Interplay.Recovery.Bits;
using Interplay.Recovery.Regression;
using Interplay.Tests.Recovery.Proxies;

namespace Interplay.Tests.Recovery.Regression;

public sealed class LassoPathTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    public void EverySolutionMeetsTheOptimalityConditions(int order, ulong seed)
    {
        const int parts = 17;
        var random = new SeededRandom(seed);
        MaskMatrix masks = Samples.Masks(150, parts, random);
        double[] values = Samples.Values(masks, 0.7, random);
        var path = new LassoPath(ColumnBlocks.Of(masks.Columns), values, order, 1e-7);
        double largest = path.Largest();
        List<PartSet> sets = [.. Sets(parts, order)];
        foreach (double share in new[] { 0.9, 0.5, 0.2, 0.05 })
        {
            double penalty = largest * share;
            LassoPoint point = path.Next(penalty, TestContext.Current.CancellationToken);
            var weights = point
                .Terms.Zip(point.Coefficients)
                .ToDictionary(term => term.First, term => term.Second);
            double[] residuals = new double[values.Length];
            for (int row = 0; row < values.Length; row++)
            {
                residuals[row] = values[row] - point.Constant;
                foreach ((PartSet set, double weight) in weights)
                {
                    residuals[row] -= weight * set.Character(masks.Row(row));
                }
            }

            Assert.Equal(0, residuals.Average(), 1e-9);
            foreach (PartSet set in sets)
            {
                double correlation = 0;
                for (int row = 0; row < values.Length; row++)
                {
                    correlation += residuals[row] * set.Character(masks.Row(row)) / values.Length;
                }

                if (weights.TryGetValue(set, out double weight))
                {
                    Assert.Equal(penalty * Math.Sign(weight), correlation, 1e-5);
                }
                else
                {
                    Assert.True(Math.Abs(correlation) <= penalty * 1.001, $"{set}: {correlation}");
                }
            }
        }
    }

    [Fact]
    public void NothingIsLeftInAtTheLargestPenalty()
    {
        var random = new SeededRandom(3);
        MaskMatrix masks = Samples.Masks(90, 9, random);
        double[] values = Samples.Values(masks, 0.3, random);
        var path = new LassoPath(ColumnBlocks.Of(masks.Columns), values, 2);
        double largest = path.Largest();
        CancellationToken token = TestContext.Current.CancellationToken;
        Assert.Empty(path.Next(largest * 1.0001, token).Terms);
        Assert.NotEmpty(path.Next(largest * 0.99, token).Terms);
    }

    private static IEnumerable<PartSet> Sets(int parts, int order)
    {
        for (int i = 0; i < parts; i++)
        {
            yield return PartSet.Of(i);
            for (int j = i + 1; j < parts && order > 1; j++)
            {
                yield return PartSet.Of(i, j);
            }
        }
    }
}
