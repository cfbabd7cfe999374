using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Tests.Interactions.Trust;

/// <summary>A set that was chosen among many is not as sure as one that was named before.</summary>
public sealed class ChosenSetsTests
{
    [Theory]
    [InlineData(8, 150)]
    [InlineData(12, 120)]
    [InlineData(20, 80)]
    public void No_interaction_of_noise_is_called_sure(int parts, int masks)
    {
        ulong seed = (ulong)System.Diagnostics.Stopwatch.GetTimestamp();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new SeededRandom(seed);
        MaskMatrix drawn = UniformDesign.Draw(parts, masks, random);
        // Heavy tails: Student's t with 2 degrees of freedom.
        double[] values =
        [
            .. Enumerable
                .Range(0, masks)
                .Select(_ => random.NextGaussian() / Math.Sqrt(-Math.Log(1 - random.NextDouble()))),
        ];
        foreach (
            Interaction one in Recovered(drawn, values).Where(static one => one.Parts.Order > 1)
        )
        {
            // Of a hundred such tables a few may have one that is; none is five of its errors away.
            Assert.True(
                Math.Abs(one.Strength) < 5 * one.StandardError,
                $"seed {seed}: {one.Parts} {one.Strength} +- {one.StandardError}"
            );
        }
    }

    [Fact]
    public void A_strong_pair_stays_sure_and_a_weak_one_is_not()
    {
        var random = new SeededRandom(11);
        MaskMatrix drawn = UniformDesign.Draw(16, 400, random);
        double[] values =
        [
            .. Enumerable
                .Range(0, 400)
                .Select(row => (drawn[row, 2] && drawn[row, 9] ? 3.0 : 0) + random.NextGaussian()),
        ];
        Interaction strong = Recovered(drawn, values)
            .Single(static one => one.Parts == PartSet.Of(2, 9));
        Assert.Equal(120, strong.Candidates);
        Assert.True(strong.SignProbability > 0.99);
        var weak = new Interaction(PartSet.Of(2, 9), 2.5, 1);
        Assert.InRange(weak.SignProbability!.Value, 0.99, 1);
        Assert.Equal(0.5, weak.Among(40).SignProbability);
        Assert.Equal(
            new Interaction(PartSet.Of(2), 2.5, 1).SignProbability,
            new Interaction(PartSet.Of(2), 2.5, 1).Among(40).SignProbability
        );
    }

    private static IReadOnlyList<Interaction> Recovered(MaskMatrix masks, double[] values) =>
        GivenTable.Explain(masks, values).Outputs[0].Interactions.Interactions;
}
