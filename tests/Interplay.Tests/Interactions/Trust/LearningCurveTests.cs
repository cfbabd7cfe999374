using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;

namespace Interplay.Tests.Interactions.Trust;

public sealed class LearningCurveTests
{
    private static readonly int[] Rounds = [100, 160, 256, 410, 656];

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.7)]
    [InlineData(1.2)]
    public void APowerLawIsPricedAsItIs(double slope)
    {
        (int Learned, Interval R2)[] rounds =
        [
            .. Rounds.Select(learned => (learned, Narrow(0.4 * Math.Pow(learned / 100.0, -slope)))),
        ];
        double unexplained = 0.4 * Math.Pow(6.56, -slope);
        double exact = 656 * (Math.Pow((unexplained - 0.01) / unexplained, -1 / slope) - 1);
        PointPrice price = LearningCurve.NextPoint(rounds)!;
        Assert.Equal(exact, LearningCurve.Price(656, unexplained, slope), 9);
        Assert.InRange(price.Ablations!.Value, 0.7 * exact, 1.35 * exact);
        Assert.InRange(exact, price.Low!.Value, price.High!.Value);
    }

    /// <summary>The floor itself is no parameter: near the last round the curve is one of smaller slope.</summary>
    [Fact]
    public void ACurveWithAFloorIsPricedByItsSlopeAtTheEnd()
    {
        (int Learned, Interval R2)[] rounds =
        [
            .. Rounds.Select(learned => (learned, Narrow(Floored(learned)))),
        ];
        double more = 656;
        while (Floored(more) > Floored(656) - 0.01)
        {
            more++;
        }

        PointPrice price = LearningCurve.NextPoint(rounds)!;
        Assert.InRange(more - 656, price.Low!.Value, price.High!.Value);
        Assert.InRange(price.Ablations!.Value, 0.4 * (more - 656), 1.5 * (more - 656));

        static double Floored(double learned) => 0.1 + 0.3 * Math.Pow(learned / 100, -0.8);
    }

    [Fact]
    public void ACurveThatDoesNotFallHasNoPrice()
    {
        PointPrice price = LearningCurve.NextPoint([
            .. Rounds.Select(static learned => (learned, Narrow(0.02))),
        ])!;
        Assert.Null(price.High);
        Assert.True(price.Ablations is null or > 656);
    }

    [Fact]
    public void NothingIsLeftToBuyNearOne() =>
        Assert.Null(LearningCurve.NextPoint([(100, Narrow(0.02)), (200, Narrow(0.009))]));

    [Fact]
    public void ACurveThatHasNotBegunToFallSaysNothing() =>
        Assert.Null(LearningCurve.NextPoint([(100, new Interval(0.05, -0.02, 0.12))]));

    /// <summary>One round alone is priced by the slope that curves usually have, within a wide range.</summary>
    [Fact]
    public void OneRoundIsPricedByWhatIsUsual()
    {
        PointPrice price = LearningCurve.NextPoint([(500, Narrow(0.2))])!;
        Assert.InRange(
            price.Ablations!.Value,
            0.9 * LearningCurve.Price(500, 0.2, 0.55),
            1.1 * LearningCurve.Price(500, 0.2, 0.55)
        );
        Assert.True(price.High > 3 * price.Low);
    }

    [Fact]
    public void MoreRoundsNarrowTheRange()
    {
        double wide = Width([(410, Narrow(0.3))]);
        double narrow = Width([
            .. Rounds[..4]
                .Select(static learned => (learned, Narrow(0.3 * Math.Pow(learned / 410.0, -0.6)))),
        ]);
        Assert.True(narrow < 0.8 * wide, $"{narrow} against {wide}");

        static double Width((int Learned, Interval R2)[] rounds)
        {
            PointPrice price = LearningCurve.NextPoint(rounds)!;
            return Math.Log((double)price.High!.Value / price.Low!.Value);
        }
    }

    [Fact]
    public void PricesAreFiniteAndOrderedWhateverTheRounds()
    {
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var random = new SeededRandom(seed);
            int learned = 2 + random.NextInt(100);
            var rounds = new List<(int Learned, Interval R2)>();
            for (int round = 0; round <= random.NextInt(6); round++)
            {
                double unexplained = Math.Exp(3 * random.NextGaussian() - 2);
                double half = random.NextInt(4) == 0 ? 0 : random.NextDouble();
                rounds.Add(
                    (
                        learned,
                        new Interval(
                            1 - unexplained,
                            1 - unexplained * Math.Exp(half),
                            1 - unexplained * Math.Exp(-half)
                        )
                    )
                );
                learned += 1 + random.NextInt(learned);
            }

            if (LearningCurve.NextPoint(rounds) is PointPrice price)
            {
                int most = (int)PointPrice.MostGrowth * rounds[^1].Learned;
                int low = price.Low ?? int.MaxValue;
                int middle = price.Ablations ?? int.MaxValue;
                int high = price.High ?? int.MaxValue;
                Assert.True(low >= 1 && low <= middle && middle <= high, $"seed {seed}: {price}");
                Assert.All(
                    [low, middle, high],
                    bound =>
                        Assert.True(
                            bound == int.MaxValue || bound <= 1.05 * most,
                            $"seed {seed}: {price}"
                        )
                );
            }
            else
            {
                Assert.True(
                    rounds[^1].R2 is { Low: <= 0 } or { Estimate: >= 0.99 },
                    $"seed {seed}"
                );
            }
        }
    }

    private static Interval Narrow(double unexplained) =>
        new(1 - unexplained, 1 - unexplained * 1.02, 1 - unexplained / 1.02);
}
