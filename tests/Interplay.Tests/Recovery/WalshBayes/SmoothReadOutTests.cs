using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.WalshBayes;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Tests.Recovery.WalshBayes;

public sealed class SmoothReadOutTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheBestFirstSearchFindsTheLargestOfAllSets(int seed)
    {
        const int Parts = 10;
        const int Rows = 120;
        const int Wanted = 60;
        var random = new SeededRandom((ulong)seed);
        MaskMatrix masks = UniformDesign.Draw(Parts, Rows, random);
        double[] relevances =
        [
            .. Enumerable.Range(0, Parts).Select(_ => Math.Exp(random.NextGaussian() - 1.5)),
        ];
        var prior = new SmoothPrior
        {
            Relevances = relevances,
            Linear = 0.5,
            Exponential = 1.2,
            FlatPairs = 0.02,
            Local = [0.05, 0.02, 0.01],
            LocalWeights = SmoothPrior.WeightsFor(relevances, true),
            Noise = 0.1,
        };
        double[] a = [.. Enumerable.Range(0, Rows).Select(_ => random.NextGaussian())];
        using SingleMatrix z = SignRows.Of(masks);
        var found = SmoothReadOut.Largest(prior, masks, z, a, Wanted, int.MaxValue);

        double[] slopes = [.. relevances.Select(relevance => Math.Tanh(relevance))];
        (PartSet Parts, double Mean)[] expected =
        [
            .. Enumerable
                .Range(1, (1 << Parts) - 1)
                .Select(bits => PartSet.FromWords([(ulong)bits]))
                .Select(set =>
                    (
                        set,
                        prior.Variance(set, prior.ExponentialBase(), slopes)
                            * Enumerable
                                .Range(0, Rows)
                                .Sum(row => a[row] * set.Character(masks.Row(row)))
                    )
                )
                .OrderByDescending(term => Math.Abs(term.Item2))
                .Take(Wanted),
        ];
        Assert.Equal(
            expected.Select(term => term.Parts).Order(),
            found.Select(term => term.Parts).Order()
        );
        foreach ((PartSet set, double mean) in expected)
        {
            Assert.Equal(
                mean,
                found.Single(term => term.Parts == set).Mean,
                1e-5 * Math.Abs(expected[0].Mean)
            );
        }
    }
}
