using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Tests.Interactions.Trust;

public sealed class FaithfulnessTests(ITestOutputHelper output)
{
    [Fact]
    public void ScoresAreThoseOfTheFormulas()
    {
        double[] actual = [1, 2, 3, 6];
        double[] predicted = [1, 1, 4, 5];
        Faithfulness score = Faithfulness.Measure(predicted, actual);
        Assert.Equal(1 - 3.0 / 14, score.R2!.Value.Estimate, 1e-15);
        Assert.Equal(3.0 / 50, score.Nmse!.Value, 1e-15);
        Assert.Equal(4, score.Count);
        Assert.InRange(score.R2.Value.Estimate, score.R2.Value.Low, score.R2.Value.High);
        Assert.True(score.R2.Value.High < 1);
    }

    [Fact]
    public void UndefinedScoresAreNull()
    {
        Assert.Null(Faithfulness.Measure([1, 2], [1, 3]).R2);
        Assert.Null(Faithfulness.Measure([1, 2, 3], [7.1, 7.1, 7.1]).R2);
        Assert.Null(Faithfulness.Measure([1, 2, 3], [0, 0, 0]).Nmse);
        Assert.Equal(new Interval(1, 1, 1), Faithfulness.Measure([1, 2, 4], [1, 2, 4]).R2);
    }

    /// <summary>R2 does not depend on the unit or the zero of the output.</summary>
    [Theory]
    [InlineData(1e-5, 0)]
    [InlineData(3, -40)]
    [InlineData(1e8, 1e9)]
    public void R2IsFreeOfUnits(double scale, double shift)
    {
        var random = new SeededRandom(1);
        double[] actual = [.. Enumerable.Range(0, 50).Select(_ => random.NextGaussian())];
        double[] predicted = [.. actual.Select(y => y + 0.3 * random.NextGaussian())];
        Interval before = Faithfulness.Measure(predicted, actual).R2!.Value;
        Interval after = Faithfulness
            .Measure(
                [.. predicted.Select(y => scale * y + shift)],
                [.. actual.Select(y => scale * y + shift)]
            )
            .R2!.Value;
        Assert.Equal(before.Estimate, after.Estimate, 1e-9);
        Assert.Equal(before.Low, after.Low, 1e-9);
        Assert.Equal(before.High, after.High, 1e-9);
    }

    /// <summary>
    /// Coverage of the nominal 90 % interval. The spectrum is the function without its smallest terms, so the true R2 over all masks is known
    /// by Parseval, and the errors are as far from normal as sparse errors are.
    /// </summary>
    [Theory]
    [InlineData(30, 0.84, 0.95)]
    [InlineData(100, 0.87, 0.94)]
    [InlineData(500, 0.87, 0.93)]
    public void IntervalsCoverNineTimesOutOfTen(int heldOut, double least, double most)
    {
        int covered = 0;
        const int runs = 1200;
        for (int run = 0; run < runs; run++)
        {
            var seed = (ulong)run;
            Spectrum f = ExactFunctions.Random(24, 20, 4, seed);
            int kept = 3 + run % 15;
            Spectrum fitted = f.Truncate(kept);
            double truth = fitted.Variance / f.Variance;
            MaskMatrix masks = UniformDesign.Draw(24, heldOut, new SeededRandom(seed, 9));
            Interval r2 = Faithfulness.Measure(fitted, masks, f.Evaluate(masks)).R2!.Value;
            covered += truth >= r2.Low && truth <= r2.High ? 1 : 0;
        }

        output.WriteLine($"{heldOut} held-out masks: {(double)covered / runs:0.000} covered");
        Assert.InRange((double)covered / runs, least, most);
    }
}
