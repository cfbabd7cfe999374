using Interplay.Masks;
using Interplay.Recovery.Blend;

namespace Interplay.Tests.Recovery.Blend;

public sealed class BlendWeightsTests
{
    private const int Rows = 2000;

    private readonly SeededRandom _random = new(8);

    [Fact]
    public void APerfectMemberTakesAllTheWeight()
    {
        double[] values = Numbers(1);
        double[] poor = [.. values.Zip(Numbers(0.5), (value, noise) => value + noise)];
        double[] weights = BlendWeights.Fit([poor, values], values, [0.5, 0.5]);
        Assert.Equal(0, weights[0], 1e-6);
        Assert.Equal(1, weights[1], 1e-6);
    }

    [Fact]
    public void MembersThatCannotBeToldApartKeepTheirShares()
    {
        double[] values = Numbers(1);
        double[] member = [.. values.Zip(Numbers(0.3), (value, noise) => value + noise)];
        double[] weights = BlendWeights.Fit([member, member], values, [0.7, 0.3]);
        Assert.Equal(0.4, weights[0] - weights[1], 0.02);
    }

    [Fact]
    public void NoWeightIsNegative()
    {
        double[] values = Numbers(1);
        double[] opposed = [.. values.Select(value => -value)];
        double[] fair = [.. values.Zip(Numbers(0.3), (value, noise) => value + noise)];
        double[] weights = BlendWeights.Fit([fair, opposed], values, [0.5, 0.5]);
        Assert.All(weights, weight => Assert.True(weight >= 0));
        Assert.Equal(0, weights[1]);
    }

    private double[] Numbers(double deviation) =>
        [.. Enumerable.Range(0, Rows).Select(_ => deviation * _random.NextGaussian())];
}
